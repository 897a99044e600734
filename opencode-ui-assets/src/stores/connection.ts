/** How the page's server can be reached now, and how long until it is tried again. */
import { createEffect, createRoot, createSignal, onCleanup, type Accessor } from "solid-js"
import { NO_LINK, type Link, type PageEvents } from "../domain/pageEvents"
import type { PollerClock } from "./poller"

export interface ConnectionStore {
  readonly link: Accessor<Link>
  /** Lost for longer than a moment: one miss right after a working stream is no news. */
  readonly isLost: Accessor<boolean>
  /** Whole seconds until the next attempt; 0 while it is made. */
  readonly secondsLeft: Accessor<number>
  retry(): void
  stop(): void
}

interface Sources {
  readonly events: PageEvents | undefined
  readonly clock: PollerClock
  readonly now: () => number
}

const TICK_MS = 1_000

export function createConnectionStore({ events, clock, now }: Sources): ConnectionStore {
  const [link, setLink] = createSignal<Link>(events?.link() ?? NO_LINK)
  const [time, setTime] = createSignal(now())
  const forget = events?.onChange(() => {
    setTime(now())
    setLink(events.link())
  })

  const stopTicking = createRoot((dispose) => {
    createEffect(() => {
      if (link().state !== "lost") return
      let timer = clock.setTimeout(tick, TICK_MS)
      function tick(): void {
        setTime(now())
        timer = clock.setTimeout(tick, TICK_MS)
      }
      onCleanup(() => {
        clock.clearTimeout(timer)
      })
    })
    return dispose
  })

  return {
    link,
    isLost: () => link().misses > 0 && (link().state === "lost" || link().state === "connecting"),
    secondsLeft: () => Math.max(0, Math.ceil(((link().retryAt ?? 0) - time()) / 1000)),
    retry: () => events?.retry(),
    stop() {
      forget?.()
      stopTicking()
    },
  }
}
