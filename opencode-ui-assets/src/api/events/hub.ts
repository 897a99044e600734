/**
 * Keeps one event stream per server for all tabs. Over HTTP/1.1 a browser opens six connections per host; streams that
 * took them all would leave none for requests, so the least wanted ones wait.
 */
import { createAttentionTally } from "./attentionTally"
import type { FromHub, Port, StreamRequest, ToHub } from "./messages"
import { createSharedStream, streamKey, type SharedStream } from "./sharedStream"
import { createSubscriber, type Subscriber } from "./subscriber"
import type { UpstreamTools } from "./upstream"

export interface Hub {
  connect(port: Port): void
}

export interface HubTools extends UpstreamTools {
  /** A hub that serves one tab alone has no stream while nobody looks: ten of them would take all connections. */
  readonly reach: "all tabs" | "this tab"
}

/** A hidden tab says something every minute; one that is silent for longer has gone without a word. */
export const TAB_SILENCE_MS = 200_000

interface Tab {
  server: string
  isVisible: boolean
  most: number
  heardAt: number
  /** Counts up with each look at the tab. */
  lookedAt: number
  readonly parts: Map<number, { readonly stream: SharedStream; readonly subscriber: Subscriber }>
  watched: readonly SharedStream[]
  post(message: FromHub): void
}

export function createHub(tools: HubTools): Hub {
  const tabs = new Set<Tab>()
  const streams = new Map<string, SharedStream>()
  const tally = createAttentionTally()
  let looks = 0

  function streamFor(request: StreamRequest): SharedStream {
    const key = streamKey(request)
    const known = streams.get(key)
    if (known) return known
    const made = createSharedStream(
      request,
      {
        onLink: (link) => {
          tell({ type: "link", server: request.server, link }, ({ server }) => server === request.server)
          if (!isHeard(request.server) && tally.lose(request.server)) tellAttention()
        },
        onEvents: (text) => {
          if (tally.read(request.server, text, isSeen(request.server))) tellAttention()
        },
        onRefused: () => {
          if (streams.get(key) === made) streams.delete(key)
          for (const tab of tabs) {
            tab.watched = tab.watched.filter((other) => other !== made)
            for (const [id, { stream }] of tab.parts) if (stream === made) tab.parts.delete(id)
          }
          balance()
        },
      },
      tools,
    )
    streams.set(key, made)
    return made
  }

  function tell(message: FromHub, to: (tab: Tab) => boolean): void {
    for (const tab of tabs) if (to(tab)) tab.post(message)
  }

  function tellAttention(): void {
    tell({ type: "attention", all: tally.all() }, () => true)
  }

  function isHeard(server: string): boolean {
    return [...streams.values()].some((stream) => stream.request.server === server && stream.link().state === "open")
  }

  function isSeen(server: string): boolean {
    return [...tabs].some((tab) => tab.isVisible && tab.server === server)
  }

  /** Ends what nobody wants, and lets the most wanted run. */
  function balance(): void {
    for (const [key, stream] of streams) {
      if (!stream.isEmpty() || [...tabs].some(({ watched }) => watched.includes(stream))) continue
      stream.admit(false)
      streams.delete(key)
      // What is not heard any more is not known any more.
      const isWanted = [...streams.values()].some(({ request }) => request.server === stream.request.server)
      if (!isWanted && tally.forget(stream.request.server)) tellAttention()
    }
    const isAsleep = tools.reach === "this tab" && ![...tabs].some(({ isVisible }) => isVisible)
    const most = isAsleep ? 0 : Math.min(...[...tabs].map((tab) => tab.most))
    const ranked = [...streams.values()].map((stream) => ({ stream, rank: rankOf(stream) })).sort((a, b) => b.rank - a.rank)
    // First those that have to wait, so that their connections are free.
    for (const { stream } of ranked.slice(most)) stream.admit(false)
    for (const { stream } of ranked.slice(0, most)) stream.admit(true)
  }

  /** A visible page's own server, a hidden page's own, another that a page has in its list, one that is only watched. */
  function rankOf(stream: SharedStream): number {
    const ranks = [...tabs].map((tab) => {
      const isPart = [...tab.parts.values()].some((part) => part.stream === stream)
      const isOwn = tab.server === stream.request.server
      const place = tab.watched.indexOf(stream)
      if (isPart && isOwn) return (tab.isVisible ? 3e9 : 2e9) + tab.lookedAt
      if (isPart) return 1e9 + tab.lookedAt
      return place < 0 ? 0 : 1e6 - place
    })
    return Math.max(...ranks)
  }

  function drop(tab: Tab): void {
    if (!tabs.delete(tab)) return
    for (const { stream, subscriber } of tab.parts.values()) stream.leave(subscriber)
    tab.parts.clear()
    balance()
  }

  function dropSilent(): void {
    const now = tools.clock.now()
    for (const tab of [...tabs]) if (now - tab.heardAt > TAB_SILENCE_MS) drop(tab)
  }

  function look(tab: Tab, isVisible: boolean): void {
    tab.isVisible = isVisible
    if (!isVisible) return
    looks += 1
    tab.lookedAt = looks
    if (tally.see(tab.server)) tellAttention()
  }

  function leavePart(tab: Tab, id: number): void {
    const part = tab.parts.get(id)
    part?.stream.leave(part.subscriber)
    tab.parts.delete(id)
  }

  function hear(tab: Tab, message: ToHub): void {
    tab.heardAt = tools.clock.now()
    if (message.type === "hello") {
      Object.assign(tab, { server: message.server, most: message.most })
      tabs.add(tab)
      look(tab, message.isVisible)
      tab.post({ type: "attention", all: tally.all() })
      return
    }
    if (!tabs.has(tab)) {
      tab.post({ type: "who" })
      return
    }
    switch (message.type) {
      case "seen":
        look(tab, message.isVisible)
        break
      case "open": {
        // A tab that is told twice to introduce itself opens everything twice.
        leavePart(tab, message.id)
        const stream = streamFor(message.request)
        const subscriber = createSubscriber(message.id, (answer) => { tab.post(answer) })
        tab.parts.set(message.id, { stream, subscriber })
        if (tab.server === message.request.server) tab.post({ type: "link", server: tab.server, link: stream.link() })
        stream.join(subscriber)
        break
      }
      case "close":
        leavePart(tab, message.id)
        break
      case "watch":
        tab.watched = message.requests.map(streamFor)
        break
      case "retry":
        for (const stream of streams.values()) stream.retry()
        return
      case "ack": {
        const part = tab.parts.get(message.id)
        part?.subscriber.taken(message.count, part.stream.hello())
        return
      }
      case "ping":
        dropSilent()
        tab.post({ type: "pong" })
        return
      case "bye":
        drop(tab)
        return
    }
    balance()
  }

  return {
    connect(port) {
      const tab: Tab = {
        server: "",
        isVisible: false,
        most: 0,
        heardAt: tools.clock.now(),
        lookedAt: 0,
        parts: new Map(),
        watched: [],
        post: (message) => {
          port.postMessage(message)
        },
      }
      port.onmessage = ({ data }) => {
        hear(tab, data as ToHub)
      }
    },
  }
}
