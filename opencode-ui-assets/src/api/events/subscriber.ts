/**
 * One page's part in a stream. What a page has not taken yet is counted: one that sleeps must not fill the hub's memory.
 * It loses events then, and is told so when it is awake, and of a new connection, on which the UI asks for states anew.
 */
import type { FromHub, Head } from "./messages"

export interface Subscriber {
  readonly id: number
  head(head: Head, body?: ArrayBuffer): void
  hasHead(): boolean
  events(text: string): void
  end(): void
  /** `hello`: the first event of the stream that is open now. */
  taken(count: number, hello: string): void
}

const MOST_WAITING = 8 * 1024 * 1024

export function createSubscriber(id: number, post: (message: FromHub) => void): Subscriber {
  let isHeaded = false
  let waiting = 0
  let isBehind = false
  return {
    id,
    hasHead: () => isHeaded,
    head(head, body) {
      // The page has its answer: a new connection of ours is not its business.
      if (!isHeaded) post({ type: "head", id, head, ...(body === undefined ? {} : { body }) })
      isHeaded = true
    },
    events(text) {
      if (!isHeaded || text === "" || isBehind) return
      if (waiting + text.length > MOST_WAITING) {
        isBehind = true
        return
      }
      waiting += text.length
      post({ type: "data", id, text })
    },
    end() {
      post({ type: "end", id })
    },
    taken(count, hello) {
      waiting = Math.max(0, waiting - count)
      if (!isBehind || waiting > MOST_WAITING / 8) return
      isBehind = false
      post({ type: "gap", id })
      this.events(hello)
    },
  }
}
