/**
 * When the official UI may start. It decides within five seconds which dialect its server speaks, and does not ask
 * again: nobody types a password that fast, and a server that is away for a minute would be misunderstood until the next
 * reload. So it starts when the server has answered, and the password, if there is one, has been accepted.
 */
import type { Clock } from "../../api/events/messages"
import { pauseBefore } from "../../api/events/upstream"
import { isOwnServerId } from "../../domain/ownServer"
import { NO_LINK, type Link } from "../../domain/pageEvents"
import type { MountCredentials } from "./credentials"
import { isSecretRejected } from "./network"

const ENTRY = "#opencode-entry"
const QUESTION_MS = 30_000

export interface StartGate {
  readonly whenOpen: Promise<void>
  /** `lost` and `connecting` while nobody answers. */
  link(): Link
  retry(): void
}

interface Tools {
  readonly id: string
  readonly fetch: typeof fetch
  readonly credentials: Pick<MountCredentials, "changed">
  readonly clock: Clock
  readonly random: () => number
  readonly onLink: () => void
}

export function createStartGate({ id, fetch, credentials, clock, random, onLink }: Tools): StartGate {
  let link: Link = NO_LINK
  let wake: (() => void) | undefined

  function setLink(next: Link): void {
    link = next
    onLink()
  }

  async function open(): Promise<void> {
    let misses = 0
    for (;;) {
      const changed = credentials.changed(id)
      const response = await fetch("/global/health").catch(() => undefined)
      const isRejected = response !== undefined && isSecretRejected(response)
      if (isRejected && isOwnServerId(id)) {
        await changed
        continue
      }
      // A provided server's password is its operator's: nobody is asked for it here, and it may be mended there.
      const reason = isRejected ? "upstream_auth_required" : troubleOf(response)
      if (reason === undefined) {
        setLink(NO_LINK)
        return
      }
      misses += 1
      const pauseMs = pauseBefore(misses, random)
      setLink({ state: "lost", misses, reason, retryAt: clock.now() + pauseMs })
      await Promise.race([changed, pause(pauseMs)])
      setLink({ state: "connecting", misses, reason })
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, ms)
      wake = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })
  }

  return { whenOpen: open(), link: () => link, retry: () => wake?.() }
}

/** For the gate's question: only the answer is limited in time. Before, somebody may look for a password. */
export function limited(nativeFetch: typeof fetch): typeof fetch {
  return (input, init) => nativeFetch(input, { ...init, signal: AbortSignal.timeout(QUESTION_MS) })
}

/** Any answer of the server itself is one that the UI can show. */
function troubleOf(response: Response | undefined): string | undefined {
  if (!response) return "unreachable"
  const error = response.headers.get("X-Opencode-Proxy-Error")
  if (!response.headers.has("X-Opencode-Proxy")) return response.status < 500 ? "session_expired" : (error ?? "unreachable")
  return response.status < 500 && response.status !== 429 ? undefined : (error ?? undefined)
}

/** The page names the UI's module without running it. */
export async function startUi(document: Document, whenAllowed: Promise<void>): Promise<void> {
  if (document.readyState === "loading") {
    await new Promise((resolve) => {
      document.addEventListener("DOMContentLoaded", resolve, { once: true })
    })
  }
  await whenAllowed
  const entry = document.querySelector<HTMLLinkElement>(ENTRY)
  if (!entry) throw new Error(`The page has no ${ENTRY}`)
  const script = document.createElement("script")
  script.type = "module"
  script.crossOrigin = "anonymous"
  script.src = entry.href
  document.head.append(script)
}
