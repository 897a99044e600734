/**
 * Which other servers want the user: somebody waits for a permission or an answer there, or work has ended. Read from
 * event streams that are open anyway, or are kept for the few servers that are most likely to want something.
 */
import { createEffect, createRoot, createSignal, type Accessor } from "solid-js"
import type { AttentionSource } from "../domain/attention"
import type { PageEvents, ServerAttention, WatchedServer } from "../domain/pageEvents"

export interface AttentionStore extends AttentionSource {
  stop(): void
}

interface Sources {
  readonly events: PageEvents | undefined
  /** Servers whose events are wanted, the most wanted first; the page's own is not among them. */
  readonly watched: Accessor<readonly WatchedServer[]>
}

/** Each takes a connection; over HTTP/1.1 there are six. */
export const MOST_WATCHED = 3

export function createAttentionStore({ events, watched }: Sources): AttentionStore {
  const [all, setAll] = createSignal<readonly ServerAttention[]>(events?.attention() ?? [])
  const forget = events?.onChange(() => setAll(events.attention()))
  const stopWatching = createRoot((dispose) => {
    let before = "[]"
    createEffect(() => {
      const servers = watched().slice(0, MOST_WATCHED)
      const now = JSON.stringify(servers)
      if (now === before) return
      before = now
      events?.watch(servers)
    })
    return dispose
  })

  return {
    attentionOf(serverId) {
      const found = all().find(({ server }) => server === serverId)
      if (found && found.waiting > 0) return "waiting"
      return found?.hasFinished ? "finished" : undefined
    },
    stop() {
      forget?.()
      stopWatching()
    },
  }
}
