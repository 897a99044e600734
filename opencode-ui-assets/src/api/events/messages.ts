/** What tabs and the hub say to each other. The hub keeps the event streams of all tabs of this browser. */
import type { Link, ServerAttention } from "../../domain/pageEvents"

export type HeaderList = readonly (readonly [string, string])[]

export interface StreamRequest {
  readonly url: string
  readonly headers: HeaderList
  /** Id of the server, as in B/s/{id}/. */
  readonly server: string
}

export interface Head {
  readonly status: number
  readonly headers: HeaderList
}

export type ToHub =
  /** `most`: streams that may be open at once, which is the browser's limit and the same for all tabs. */
  | { readonly type: "hello"; readonly server: string; readonly isVisible: boolean; readonly most: number }
  | { readonly type: "seen"; readonly isVisible: boolean }
  | { readonly type: "open"; readonly id: number; readonly request: StreamRequest }
  | { readonly type: "close"; readonly id: number }
  | { readonly type: "watch"; readonly requests: readonly StreamRequest[] }
  | { readonly type: "retry" }
  /** So many characters of `data` have been taken. */
  | { readonly type: "ack"; readonly id: number; readonly count: number }
  | { readonly type: "ping" }
  | { readonly type: "bye" }

export type FromHub =
  /** The first answer to `open`. An event stream has no body here: it follows as `data`. */
  | { readonly type: "head"; readonly id: number; readonly head: Head; readonly body?: ArrayBuffer }
  /** Whole events, in the text form of event streams. */
  | { readonly type: "data"; readonly id: number; readonly text: string }
  /** The stream cannot go on as it was asked for: the page has to ask again. */
  | { readonly type: "end"; readonly id: number }
  /** The page did not take its events in time, and some are lost. They go on from here. */
  | { readonly type: "gap"; readonly id: number }
  | { readonly type: "link"; readonly server: string; readonly link: Link }
  | { readonly type: "attention"; readonly all: readonly ServerAttention[] }
  | { readonly type: "pong" }
  /** The hub has taken this tab for dead: it has to introduce itself again. */
  | { readonly type: "who" }

/** The part of a MessagePort that is used. */
export interface Port {
  postMessage(message: unknown): void
  onmessage: ((event: MessageEvent) => void) | null
  close(): void
}

export interface Clock {
  now(): number
  setTimeout(action: () => void, ms: number): number
  clearTimeout(timer: number): void
}
