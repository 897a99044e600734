/**
 * The meeting point of our scripts on one page: mount.js (or the landing page) creates `window.__opencodeProxy` before
 * anything else runs; the shell reads it.
 */
import type { Subject } from "./keptSecrets"
import type { OwnServer } from "./ownServer"
import type { PageEvents } from "./pageEvents"

export interface PageCredentials {
  /**
   * The sealed credential for this server, which is named whole: it never follows an id to another address. Waits for the
   * asker while a server with a user name has none yet.
   */
  get(server: OwnServer): Promise<string | undefined>
  /** The one that is there, without asking. */
  peek(server: Subject): string | undefined
  /**
   * `undefined` forgets it, so that the next `get` asks again. False when nothing was kept, because the list has
   * another address or user under that id by now.
   */
  set(server: Subject, value: string | undefined): boolean
  /** Those of whom one is kept. */
  subjects(): readonly Subject[]
  /** Who asks the user, and gives a sealed credential. Requests made before there is one wait for it. */
  onAsk(ask: (server: OwnServer) => Promise<string | undefined>): void
}

export interface OpencodeProxyPage {
  /** Path of B with a trailing slash, for example "/notebook/ns/name/". */
  readonly base: string
  /** The id in B/s/{id}/; "" on the landing page. */
  readonly serverId: string
  /** base + "s/" + serverId, without a trailing slash; absent on the landing page. */
  readonly mount?: string
  /** The untouched browser objects: the mount replaces the ones on window. */
  readonly nativeFetch: typeof fetch
  readonly nativeStorage: Storage
  readonly credentials: PageCredentials
  /** Absent on the landing page. */
  readonly events?: PageEvents
}

declare global {
  interface Window {
    __opencodeProxy?: OpencodeProxyPage
  }
}
