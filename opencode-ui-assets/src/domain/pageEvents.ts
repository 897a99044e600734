/**
 * What the event streams of this browser's servers tell the page. One stream is kept per server for all tabs; who shows
 * it (the bar, the picker) reads it here and asks no server itself.
 */

/** Why there is no event stream now. Codes of the proxy (wire contract), or what only a browser can see. */
export type LinkReason =
  /** Our own server side does not answer: no network, or the notebook is stopped. */
  | "unreachable"
  /** A gateway in front of us answered. */
  | "session_expired"
  /** The stream was there and ended. */
  | "ended"
  /** Nothing came for longer than the server's heartbeat allows. */
  | "silent"
  /** The server answered with an error of its own. */
  | "upstream_error"
  | (string & {})

export interface Link {
  /** `none`: the page has not asked for events. `waiting`: other servers' streams take all there may be. */
  readonly state: "none" | "waiting" | "connecting" | "open" | "lost"
  /** Attempts that failed since the stream was last open for good. */
  readonly misses: number
  /** Set while `lost`, and while `connecting` after that. */
  readonly reason?: LinkReason
  /** When the next attempt is made, in milliseconds since the epoch; set while `lost`. */
  readonly retryAt?: number
}

export const NO_LINK: Link = { state: "none", misses: 0 }

export interface ServerAttention {
  readonly server: string
  /** Permissions and questions that somebody has to answer. */
  readonly waiting: number
  /** At least one session works. */
  readonly isWorking: boolean
  /** Work has ended while no tab showed this server. */
  readonly hasFinished: boolean
}

/** A server that no tab need have open, but whose events are wanted. */
export interface WatchedServer {
  readonly id: string
  /** Path on this origin. */
  readonly url: string
  readonly target?: string
  readonly credential?: string
}

export interface PageEvents {
  /** Of the server that this page shows. */
  link(): Link
  attention(): readonly ServerAttention[]
  /** Calls back when one of these has changed. */
  onChange(changed: () => void): () => void
  /** Does not wait for the next attempt. */
  retry(): void
  /** Replaces what this page has wanted to watch before; most wanted first. */
  watch(servers: readonly WatchedServer[]): void
}
