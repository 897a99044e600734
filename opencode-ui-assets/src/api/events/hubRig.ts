/** For tests: servers that stream what the test says, a clock that it turns, and tabs that are joined to a hub. */
import { createHub, type HubTools } from "./hub"
import type { Clock, Port } from "./messages"
import { createTabEvents, type TabEvents } from "./tabEvents"

export const OURS = { "X-Opencode-Proxy": "1", "Content-Type": "text/event-stream" }
export const HELLO = 'data: {"payload":{"type":"server.connected","properties":{}}}\n\n'

export interface FakeStream {
  readonly url: string
  readonly headers: Record<string, string>
  send(text: string): void
  end(): void
  isOpen(): boolean
}

type Answer = (url: string, headers: Record<string, string>) => Response | Error | "stream"

export function fakeServer(answer: Answer = () => "stream") {
  const streams: FakeStream[] = []
  const asked: string[] = []
  const rule = { answer }
  const fakeFetch = ((url: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) => {
    asked.push(url)
    const said = rule.answer(url, headers)
    if (said instanceof Error) return Promise.reject(said)
    if (said !== "stream") return Promise.resolve(said)
    let isOpen = true
    let source: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        source = controller
      },
    })
    signal.addEventListener("abort", () => {
      if (isOpen) source?.error(signal.reason)
      isOpen = false
    })
    streams.push({
      url,
      headers,
      isOpen: () => isOpen,
      send: (text) => source?.enqueue(new TextEncoder().encode(text)),
      end() {
        isOpen = false
        source?.close()
      },
    })
    return Promise.resolve(new Response(body, { headers: OURS }))
  }) as unknown as typeof fetch
  return { fetch: fakeFetch, streams, asked, rule, open: () => streams.filter((stream) => stream.isOpen()) }
}

export function fakeClock(): Clock & { turn(ms: number): Promise<void> } {
  let time = 1_000_000
  let last = 0
  const timers = new Map<number, { at: number; action: () => void }>()
  return {
    now: () => time,
    setTimeout(action, ms) {
      timers.set(++last, { at: time + ms, action })
      return last
    },
    clearTimeout(timer) {
      timers.delete(timer)
    },
    async turn(ms) {
      const end = time + ms
      for (;;) {
        await settle()
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)
        if (!next) break
        timers.delete(next[0])
        time = Math.max(time, next[1].at)
        next[1].action()
      }
      time = end
      await settle()
    },
  }
}

/** All that needs no clock has happened. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 40; i += 1) await Promise.resolve()
  await new Promise((resolve) => setImmediate(resolve))
}

export function hubFor(server: Pick<ReturnType<typeof fakeServer>, "fetch">, clock: Clock, reach: HubTools["reach"] = "all tabs") {
  return createHub({ fetch: server.fetch, clock, random: () => 1, reach })
}

export interface FakeTab {
  readonly events: TabEvents
  show(isVisible: boolean): void
  fire(type: string): void
  /** Nothing of what this tab says arrives any more, as if its process had ended. */
  cut(isCut?: boolean): void
  /** What it is told arrives only when it is awake again. */
  sleep(isAsleep?: boolean): void
}

export function tabOf(hub: { connect(port: Port): void }, clock: Clock, { server = "a", isVisible = true, most = 4 } = {}): FakeTab {
  const page = new EventTarget()
  const state = { isVisible, isCut: false, isAsleep: false }
  const unheard: (() => void)[] = []
  const events = createTabEvents({
    server,
    most,
    clock,
    page: page,
    isVisible: () => state.isVisible,
    connect() {
      const [here, there] = ports(() => state.isCut, (action) => {
        if (state.isAsleep) unheard.push(action)
        else action()
      })
      hub.connect(there)
      return here
    },
  })
  return {
    events,
    show(now) {
      state.isVisible = now
      page.dispatchEvent(new Event("visibilitychange"))
    },
    fire: (type) => page.dispatchEvent(new Event(type)),
    cut(isCut = true) {
      state.isCut = isCut
    },
    sleep(isAsleep = true) {
      state.isAsleep = isAsleep
      if (!isAsleep) for (const action of unheard.splice(0)) action()
    },
  }
}

/** As real ones, they deliver what is posted when who posts it is done. */
function ports(isCut: () => boolean, whenAwake: (action: () => void) => void): [Port, Port] {
  const make = (): Port => ({ postMessage: () => undefined, onmessage: null, close: () => undefined })
  const [a, b] = [make(), make()]
  const join = (from: Port, to: Port, deliver: typeof whenAwake): void => {
    from.postMessage = (message) => {
      const data: unknown = structuredClone(message)
      if (isCut()) return
      queueMicrotask(() => {
        deliver(() => to.onmessage?.({ data } as MessageEvent))
      })
    }
  }
  join(a, b, (action) => {
    action()
  })
  join(b, a, whenAwake)
  return [a, b]
}

/** Reads a stream to its end, into a text that can be looked at meanwhile. */
export function reading(response: Response): { text: string; hasEnded: boolean } {
  const result = { text: "", hasEnded: false }
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>).getReader()
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      result.text += value
    }
    result.hasEnded = true
  })().catch(() => undefined)
  return result
}

export function ask(tab: FakeTab, server = "a", url = `/nb/api/servers/${server}/proxy/global/event`, signal = new AbortController().signal): Promise<Response> {
  return tab.events.fetch(server, url, new Headers({ "X-Opencode-Proxy": "1" }), signal)
}
