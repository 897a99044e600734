/** One event stream and everybody who has a part in it. */
import { NO_LINK, type Link } from "../../domain/pageEvents"
import type { Head, StreamRequest } from "./messages"
import type { Subscriber } from "./subscriber"
import { createUpstream, type EventUpstream, type UpstreamTools } from "./upstream"

export interface SharedStream {
  readonly request: StreamRequest
  readonly link: () => Link
  join(subscriber: Subscriber): void
  leave(subscriber: Subscriber): void
  isEmpty(): boolean
  /** The first event since the stream was opened last. */
  hello(): string
  /** Runs, or waits because others are more wanted. */
  admit(isAdmitted: boolean): void
  readonly retry: () => void
}

export interface StreamListener {
  onLink(link: Link): void
  onEvents(text: string): void
  onRefused(): void
}

export function streamKey({ url, headers }: StreamRequest): string {
  return JSON.stringify([url, headers.filter(([name]) => /^x-target-/i.test(name)).map(([name, value]) => [name.toLowerCase(), value]).sort()])
}

export function createSharedStream(request: StreamRequest, listener: StreamListener, tools: UpstreamTools): SharedStream {
  const subscribers = new Set<Subscriber>()
  let link: Link = NO_LINK
  let head: Head | undefined
  let hello = ""

  function setLink(next: Link): void {
    if (next.state !== "open") head = undefined
    link = next
    listener.onLink(next)
  }

  const upstream: EventUpstream = createUpstream(
    request,
    {
      onHead(next) {
        head = next
        hello = ""
        for (const subscriber of subscribers) subscriber.head(next)
      },
      onEvents(text) {
        if (hello === "") hello = /^data:.*?\n\n/ms.exec(text)?.[0] ?? ""
        for (const subscriber of subscribers) subscriber.events(text)
        listener.onEvents(text)
      },
      onLink: setLink,
      onRefused(refusal, body) {
        for (const subscriber of subscribers) {
          if (subscriber.hasHead()) subscriber.end()
          else subscriber.head(refusal, body.slice(0))
        }
        subscribers.clear()
        setLink(NO_LINK)
        listener.onRefused()
      },
    },
    tools,
  )

  return {
    request,
    link: () => link,
    join(subscriber) {
      subscribers.add(subscriber)
      if (!head) return
      subscriber.head(head)
      subscriber.events(hello)
    },
    leave: (subscriber) => subscribers.delete(subscriber),
    isEmpty: () => subscribers.size === 0,
    hello: () => hello,
    admit(isAdmitted) {
      if (isAdmitted) {
        upstream.start()
        return
      }
      upstream.pause()
      if (link.state !== "waiting") setLink({ state: "waiting", misses: 0 })
    },
    retry: upstream.retry,
  }
}
