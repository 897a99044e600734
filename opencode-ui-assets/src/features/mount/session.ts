/**
 * The gateway's session. When it has ended, each request of the UI (it polls, and asks again at once) would be one more to
 * a login page. So they are answered here, but for one in a while that finds out.
 */
export interface SessionGate {
  /** True: do not send this one. */
  isShut(): boolean
  observe(response: Response): void
  /** Somebody else has seen the login page. */
  ended(): void
}

const PROBE_MS = 15_000

interface Listener {
  readonly onEnded: () => void
  readonly onBack: () => void
}

export function createSessionGate(now: () => number, { onEnded, onBack }: Listener): SessionGate {
  let hasEnded = false
  let probedAt = 0

  function ended(): void {
    if (!hasEnded) probedAt = now()
    hasEnded = true
    onEnded()
  }

  return {
    isShut() {
      if (!hasEnded) return false
      if (now() - probedAt < PROBE_MS) return true
      probedAt = now()
      return false
    },
    observe(response) {
      if (isFromGateway(response)) {
        ended()
      } else if (hasEnded && response.headers.has("X-Opencode-Proxy")) {
        hasEnded = false
        onBack()
      }
    },
    ended,
  }
}

/** A gateway's own 5xx only says that we are not up; anything else without our header is its login page. */
function isFromGateway(response: Response): boolean {
  return response.type === "opaqueredirect" || (response.status < 500 && !response.headers.has("X-Opencode-Proxy"))
}
