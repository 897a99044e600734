import type { Clock } from "./messages"

/** The browser's own, in a page and in a worker. */
export const wallClock: Clock = {
  now: () => Date.now(),
  setTimeout: (action, ms) => setTimeout(action, ms) as unknown as number,
  clearTimeout: (timer) => {
    clearTimeout(timer)
  },
}
