/**
 * Finds the hub: a shared worker, which serves all tabs. Where there is none (a browser without, or one that does not let it
 * start) the page has a hub of its own.
 */
import { createHub } from "./hub"
import type { Port } from "./messages"
import { wallClock } from "./wallClock"

const NAME = "opencode-proxy-events"

export function connectHub(script: string, nativeFetch: typeof fetch, Worker: typeof SharedWorker | undefined): (onBroken: () => void) => Port {
  let isUsable = Worker !== undefined

  function own(): Port {
    const { port1, port2 } = new MessageChannel()
    createHub({ fetch: nativeFetch, clock: wallClock, random: Math.random, reach: "this tab" }).connect(port1)
    return port2
  }

  return (onBroken) => {
    if (!isUsable || Worker === undefined) return own()
    try {
      const worker = new Worker(script, { type: "module", name: NAME })
      worker.addEventListener("error", () => {
        if (!isUsable) return
        isUsable = false
        onBroken()
      })
      return worker.port
    } catch {
      isUsable = false
      return own()
    }
  }
}

/** How many streams may be open at once, so that requests find a connection: HTTP/1.1 has six per host. */
export function mostStreams(protocol: string): number {
  return /^h[23]/.test(protocol) ? 24 : 4
}
