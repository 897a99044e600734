/** A page's way to the hub: its event streams look to the UI like answers to its own requests. */
import { NO_LINK, type Link, type PageEvents, type ServerAttention, type WatchedServer } from "../../domain/pageEvents"
import type { Clock, FromHub, Port, StreamRequest, ToHub } from "./messages"

export interface TabEvents extends PageEvents {
  /** As `fetch`, for an event stream of this server; waits while the server is away. */
  fetch(server: string, url: string, headers: Headers, signal: AbortSignal): Promise<Response>
  /** Calls back when this page has missed events of its server: its stream is there again after it was not, or it had fallen behind. */
  onReturn(action: () => void): void
  /** Puts whole events into what the page reads of its server. */
  readonly tell: (text: string) => void
}

export interface TabTools {
  /** Id of the server that this page shows, "" for none. */
  readonly server: string
  /** How many streams this browser may have open at once. */
  readonly most: number
  /** `onBroken` is called at most once, when there is no hub at the other end. */
  readonly connect: (onBroken: () => void) => Port
  readonly page: Pick<Window, "addEventListener">
  readonly isVisible: () => boolean
  readonly clock: Clock
}

export const PING_MS = 25_000
const ACK_FROM = 65_536
/** The stream whose events look as ours do. */
const GLOBAL = /\/global\/event$/

interface Part {
  readonly request: StreamRequest
  readonly answer: (response: Response) => void
  stream?: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  taken: number
}

export function createTabEvents({ server, most, connect, page, isVisible, clock }: TabTools): TabEvents {
  const parts = new Map<number, Part>()
  const observers = new Set<() => void>()
  const encoder = new TextEncoder()
  let port: Port | undefined
  let pings = 0
  let lastId = 0
  let link: Link = NO_LINK
  let attention: readonly ServerAttention[] = []
  let watched: readonly StreamRequest[] = []
  let returned = (): void => undefined
  let hasBeenOpen = false

  const say = (message: ToHub): void => port?.postMessage(message)
  const notify = (): void => {
    for (const observer of observers) observer()
  }

  function attach(): void {
    drop()
    port = connect(attach)
    port.onmessage = ({ data }) => {
      hear(data as FromHub)
    }
    introduce()
  }

  function introduce(): void {
    pings = 0
    say({ type: "hello", server, isVisible: isVisible(), most })
    for (const [id, { request }] of parts) say({ type: "open", id, request })
    if (watched.length > 0) say({ type: "watch", requests: watched })
  }

  function detach(): void {
    say({ type: "bye" })
    drop()
  }

  function drop(): void {
    link = NO_LINK
    if (port) port.onmessage = null
    port?.close()
    port = undefined
  }

  function hear(message: FromHub): void {
    switch (message.type) {
      case "head":
        answer(message)
        return
      case "data":
        take(message.id, message.text)
        return
      case "end":
        finish(message.id)
        return
      case "gap":
        if (isOwn(parts.get(message.id)?.request)) returned()
        return
      case "link":
        follow(message)
        return
      case "attention":
        attention = message.all
        notify()
        return
      case "pong":
        pings = 0
        return
      case "who":
        // For the hub there was no such tab: nothing was kept for it.
        link = NO_LINK
        introduce()
    }
  }

  function follow(message: Extract<FromHub, { type: "link" }>): void {
    if (message.server !== server) return
    const isOpened = message.link.state === "open" && link.state !== "open"
    link = message.link
    notify()
    if (isOpened && hasBeenOpen && ownStreams().length > 0) returned()
    hasBeenOpen ||= isOpened
  }

  const isOwn = (request: StreamRequest | undefined): boolean => request?.server === server && GLOBAL.test(request.url)

  function ownStreams(): ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>[] {
    return [...parts.values()].flatMap(({ request, stream }) => (stream && isOwn(request) ? [stream] : []))
  }

  function answer({ id, head, body }: Extract<FromHub, { type: "head" }>): void {
    const part = parts.get(id)
    const headers = head.headers.map(([name, value]): [string, string] => [name, value])
    const init = { status: head.status, headers }
    if (body !== undefined) {
      finish(id)
      part?.answer(new Response([204, 205, 304].includes(head.status) ? null : body, init))
    } else if (part && !part.stream) {
      // Else the page has its answer from another hub, and the stream goes on in it.
      part.answer(new Response(streamInto(part, id), init))
    }
  }

  function streamInto(part: Part, id: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
      start(controller) {
        part.stream = controller
      },
      cancel() {
        leave(id)
      },
    })
  }

  function take(id: number, text: string): void {
    const part = parts.get(id)
    if (!part) return
    part.stream?.enqueue(encoder.encode(text))
    part.taken += text.length
    if (part.taken < ACK_FROM) return
    say({ type: "ack", id, count: part.taken })
    part.taken = 0
  }

  function finish(id: number): void {
    const part = parts.get(id)
    parts.delete(id)
    part?.stream?.close()
  }

  function leave(id: number): void {
    if (parts.delete(id)) say({ type: "close", id })
  }

  function tick(): void {
    // Twice no answer: the worker is gone, and nobody tells.
    if (pings >= 2) attach()
    pings += 1
    say({ type: "ping" })
    clock.setTimeout(tick, PING_MS)
  }

  page.addEventListener("visibilitychange", () => {
    say({ type: "seen", isVisible: isVisible() })
    if (isVisible()) say({ type: "retry" })
  })
  page.addEventListener("online", () => {
    say({ type: "retry" })
  })
  page.addEventListener("pagehide", detach)
  page.addEventListener("pageshow", () => {
    if (!port) attach()
  })
  attach()
  clock.setTimeout(tick, PING_MS)

  return {
    fetch(ofServer, url, headers, signal) {
      const request: StreamRequest = { url, headers: [...headers], server: ofServer }
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason as Error)
          return
        }
        const id = ++lastId
        const part: Part = { request, answer: resolve, taken: 0 }
        parts.set(id, part)
        signal.addEventListener(
          "abort",
          () => {
            leave(id)
            reject(signal.reason as Error)
            if (part.stream) stop(part.stream, signal.reason)
          },
          { once: true },
        )
        say({ type: "open", id, request })
      })
    },
    onReturn(action) {
      returned = action
    },
    tell(text) {
      for (const stream of ownStreams()) stream.enqueue(encoder.encode(text))
    },
    link: () => link,
    attention: () => attention,
    onChange(changed) {
      observers.add(changed)
      return () => observers.delete(changed)
    },
    retry() {
      say({ type: "retry" })
    },
    watch(servers) {
      watched = servers.map(watchRequest)
      say({ type: "watch", requests: watched })
    },
  }
}

function watchRequest({ id, url, target, credential }: WatchedServer): StreamRequest {
  const headers: [string, string][] = [["accept", "text/event-stream"], ["x-opencode-proxy", "1"]]
  if (target !== undefined) headers.push(["x-target-server", target])
  if (credential !== undefined) headers.push(["x-target-credential", credential])
  return { url, headers, server: id }
}

/** Who reads it may have closed it a moment before. */
function stop(stream: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>, reason: unknown): void {
  try {
    stream.error(reason)
  } catch {
    // Then there is nothing left to stop.
  }
}
