/**
 * One event stream of one server, kept open: a silent one is given up, a lost one is asked for again, after a pause that
 * grows and differs from browser to browser, so that a server that returns is not run over.
 */
import type { Link, LinkReason } from "../../domain/pageEvents"
import { createBlockReader } from "./eventBlocks"
import type { Clock, Head, HeaderList, StreamRequest } from "./messages"

export interface UpstreamListener {
  onHead(head: Head): void
  /** Whole events. */
  onEvents(text: string): void
  onLink(link: Link): void
  /** No stream, and asking the same way again would not help. It has ended. */
  onRefused(head: Head, body: ArrayBuffer): void
}

export interface EventUpstream {
  start(): void
  pause(): void
  /** Does not wait for the next attempt. */
  readonly retry: () => void
}

export interface UpstreamTools {
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** From 0 to 1. */
  readonly random: () => number
}

/** OpenCode says something every 10 s, the proxy at the latest after 20 s. */
export const SILENCE_MS = 45_000
const HEAD_MS = 30_000
/** A stream that ends sooner was no good one. */
const SETTLED_MS = 5_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** Each attempt would be another request to a login page. */
const SIGN_IN_PAUSE_MS = 30_000

type End = { readonly refused: Head; readonly body: ArrayBuffer } | { readonly reason: LinkReason; readonly wasGood: boolean; readonly pauseMs: number }

/** Half of the pause is certain, half is chance. */
export function pauseBefore(misses: number, random: () => number): number {
  const longest = misses === 0 ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (misses - 1))
  return Math.round(longest * (0.5 + random() / 2))
}

export function createUpstream(request: StreamRequest, listener: UpstreamListener, { fetch, clock, random }: UpstreamTools): EventUpstream {
  let life: AbortController | undefined
  let wake: (() => void) | undefined

  async function live(signal: AbortSignal): Promise<void> {
    let misses = 0
    let reason: LinkReason | undefined
    const isOver = (): boolean => signal.aborted
    while (!isOver()) {
      listener.onLink({ state: "connecting", misses, ...(reason === undefined ? {} : { reason }) })
      const end = await attempt(signal)
      if (isOver()) return
      if ("refused" in end) {
        life = undefined
        listener.onRefused(end.refused, end.body)
        return
      }
      misses = end.wasGood ? 0 : misses + 1
      reason = end.reason
      const pauseMs = Math.max(end.pauseMs, pauseBefore(misses, random))
      listener.onLink({ state: "lost", misses, reason, retryAt: clock.now() + pauseMs })
      await pause(pauseMs, signal)
    }
  }

  async function attempt(outer: AbortSignal): Promise<End> {
    const limit = createLimit(outer, clock)
    let openedAt: number | undefined
    const lost = (reason: LinkReason, pauseMs = 0): End => ({ reason, pauseMs, wasGood: openedAt !== undefined && clock.now() - openedAt >= SETTLED_MS })
    try {
      limit.set(HEAD_MS)
      const response = await fetch(request.url, {
        headers: Object.fromEntries(request.headers),
        signal: limit.signal,
        cache: "no-store",
        credentials: "same-origin",
        // A redirect can only be the gateway's way to its login page.
        redirect: "manual",
      })
      const trouble = troubleOf(response)
      if (trouble) return lost(trouble.reason, trouble.pauseMs)
      const head = { status: response.status, headers: headerList(response.headers) }
      if (!response.body || !isEventStream(response)) return { refused: head, body: await response.arrayBuffer() }
      openedAt = clock.now()
      listener.onHead(head)
      listener.onLink({ state: "open", misses: 0 })
      const reader = response.body.getReader()
      const blocks = createBlockReader()
      for (;;) {
        limit.set(SILENCE_MS)
        const { done, value } = await reader.read()
        if (done) return lost("ended")
        const text = blocks.push(value)
        if (text !== "" && !outer.aborted) listener.onEvents(text)
      }
    } catch {
      if (limit.isOver()) return lost("silent")
      return lost(openedAt === undefined ? "unreachable" : "ended")
    } finally {
      limit.end()
    }
  }

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimeout(finish, ms)
      function finish(): void {
        clock.clearTimeout(timer)
        signal.removeEventListener("abort", finish)
        wake = undefined
        resolve()
      }
      wake = finish
      signal.addEventListener("abort", finish)
    })
  }

  return {
    start() {
      if (life) return
      life = new AbortController()
      void live(life.signal)
    },
    pause() {
      life?.abort()
      life = undefined
    },
    retry() {
      wake?.()
    },
  }
}

/** A time limit that can be set anew, and ends with `outer`. */
function createLimit(outer: AbortSignal, clock: Clock) {
  const controller = new AbortController()
  let timer: number | undefined
  let isOver = false
  const abort = (): void => {
    controller.abort()
  }
  const clear = (): void => {
    if (timer !== undefined) clock.clearTimeout(timer)
  }
  outer.addEventListener("abort", abort)
  return {
    signal: controller.signal,
    isOver: () => isOver,
    set(ms: number) {
      clear()
      timer = clock.setTimeout(() => {
        isOver = true
        controller.abort()
      }, ms)
    },
    end() {
      clear()
      outer.removeEventListener("abort", abort)
      controller.abort()
    },
  }
}

/** What another attempt may mend. */
function troubleOf(response: Response): { readonly reason: LinkReason; readonly pauseMs: number } | undefined {
  const isOurs = response.headers.has("X-Opencode-Proxy")
  if (response.type === "opaqueredirect" || (!isOurs && response.status < 500)) return { reason: "session_expired", pauseMs: SIGN_IN_PAUSE_MS }
  if (!isOurs) return { reason: "unreachable", pauseMs: retryAfter(response) }
  if (response.status < 500 && response.status !== 429) return undefined
  return { reason: response.headers.get("X-Opencode-Proxy-Error") ?? "upstream_error", pauseMs: retryAfter(response) }
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After"))
  return seconds > 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : 0
}

function isEventStream(response: Response): boolean {
  return response.ok && /^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? "")
}

function headerList(headers: Headers): HeaderList {
  return [...headers]
}
