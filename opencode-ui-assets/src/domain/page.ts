/**
 * The meeting point of our scripts on one page: mount.js (or the landing page) creates `window.__opencodeProxy` before
 * anything else runs; the shell reads it.
 */
import type { Subject } from "./keptSecrets"
import type { OwnServer } from "./ownServer"

export interface PageCredentials {
  /**
   * The X-Target-Authorization value for this server, which is named whole: a secret never follows an id to another address.
   * Waits for the asker while a server with a user name has no secret yet.
   */
  get(server: OwnServer): Promise<string | undefined>
  /**
   * `undefined` forgets the secret, so that the next `get` asks again. False when nothing was kept, because the list has
   * another address or user under that id by now.
   */
  set(server: Subject, value: string | undefined): boolean
  /** Who asks the user. Requests made before there is one wait for it. */
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
}

declare global {
  interface Window {
    __opencodeProxy?: OpencodeProxyPage
  }
}
