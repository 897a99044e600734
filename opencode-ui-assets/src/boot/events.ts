/** The shared worker that keeps the event streams of all tabs. Its address carries the build, so all its tabs speak the same. */
import { createHub } from "../api/events/hub"
import { wallClock } from "../api/events/wallClock"

const hub = createHub({ fetch: (input, init) => fetch(input, init), clock: wallClock, random: Math.random, reach: "all tabs" })

self.addEventListener("connect", (event) => {
  for (const port of (event as MessageEvent).ports) hub.connect(port)
})
