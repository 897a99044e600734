/** fetch and WebSocket as the UI sees them: same shape, other way. Everything it sends goes through the proxy. */
import type { OwnServer } from "../../domain/ownServer"
import type { PageCredentials } from "../../domain/page"
import type { TabEvents } from "../../api/events/tabEvents"
import type { Place } from "./place"
import { routeOf, webSocketUrl, type KnownServers, type Route } from "./route"
import type { SessionGate } from "./session"
import type { Strangers } from "./stranger"

export interface Network {
  readonly place: Place
  readonly nativeFetch: typeof fetch
  readonly servers: () => KnownServers
  readonly credentials: PageCredentials
  readonly events: Pick<TabEvents, "fetch">
  readonly session: SessionGate
  readonly strangers: Strangers
  /** The proxy does not know the mounted server. */
  readonly onUnknownServer: () => void
}

type Proxied = Route & { kind: "proxied" }

/** Kept once for all tabs. Streams that replay what one page has missed (`/api/session/{id}/event`) are not among them. */
const SHARED_STREAM = /^[^?]*\/proxy\/(?:global\/|api\/)?event(?:\?|$)/

export function mountedFetch(network: Network): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI)
    const route = routeOf(url, network.place, network.servers())
    if (route.kind === "untouched") return network.nativeFetch(input, init)
    if (route.kind === "refused") return new Response(null, { status: 404, statusText: "Not available here" })
    const request = new Request(input instanceof Request ? input : url, init)
    if (network.session.isShut()) return new Response(null, { status: 503, headers: { "X-Opencode-Proxy-Error": "session_expired" } })
    if (route.kind === "stranger") return unlessAborted(network.strangers.ask(url, request), request.signal)
    return send(await readRequest(request), route, network)
  }
}

export function mountedWebSocket(Native: typeof WebSocket, network: Pick<Network, "place" | "servers" | "credentials">): typeof WebSocket {
  return class extends Native {
    constructor(address: string | URL, protocols?: string | string[]) {
      const route = routeOf(new URL(address, document.baseURI), network.place, network.servers())
      if (route.kind === "refused" || route.kind === "stranger") throw new DOMException("This host is not reachable from here", "SecurityError")
      // Nothing can wait here: the requests that the UI makes before have asked.
      const owner = route.kind === "proxied" ? route.secretOf : undefined
      const secret = owner && network.credentials.peek(owner)
      super(route.kind === "proxied" ? webSocketUrl(route, network.place, secret) : address, protocols)
    }
  }
}

/** A request that can be sent again: a body that is a stream can be read only once. */
interface Sendable {
  readonly headers: Headers
  readonly signal: AbortSignal
  readonly init: RequestInit
}

async function readRequest(request: Request): Promise<Sendable> {
  const headers = new Headers(request.headers)
  // The gateway's header: whatever the UI believes to be its server's password, it is not sent there.
  headers.delete("Authorization")
  headers.set("X-Opencode-Proxy", "1")
  const body = request.method === "GET" || request.method === "HEAD" ? null : await request.arrayBuffer()
  const { method, signal, cache, keepalive } = request
  return {
    headers,
    signal,
    // A gateway answers an ended session with a redirect to its login page on another host: not to be followed from here.
    init: { method, signal, cache, keepalive, credentials: "same-origin", redirect: "manual", ...(body?.byteLength ? { body } : {}) },
  }
}

async function send(request: Sendable, route: Proxied, network: Network): Promise<Response> {
  const { credentials } = network
  const owner = route.secretOf
  // A page may have other servers in its list: nobody is asked for the password of one that they have not opened.
  if (owner && !route.isMounted) return transmit(request, route, network, credentials.peek(owner))
  let secret = owner === undefined ? undefined : await unlessAborted(credentials.get(owner), request.signal)
  for (;;) {
    const response = await transmit(request, route, network, secret)
    if (owner === undefined || secret === undefined || !isSecretRejected(response)) return response
    const next = await unlessAborted(anotherSecret(owner, secret, credentials), request.signal)
    if (next === undefined || next === secret) return response
    secret = next
  }
}

async function transmit(request: Sendable, route: Proxied, network: Network, secret: string | undefined): Promise<Response> {
  const headers = headersFor(request.headers, route, secret)
  const isStream = request.init.method === "GET" && SHARED_STREAM.test(route.url)
  const response = isStream
    ? await network.events.fetch(route.server, route.url, headers, request.signal)
    : await network.nativeFetch(route.url, { ...request.init, headers })
  network.session.observe(response)
  if (route.isMounted && response.headers.get("X-Opencode-Proxy-Error") === "server_unknown") network.onUnknownServer()
  return response
}

function headersFor(headers: Headers, route: Proxied, secret: string | undefined): Headers {
  const result = new Headers(headers)
  if (route.target !== undefined) result.set("X-Target-Server", route.target)
  if (secret !== undefined) result.set("X-Target-Credential", secret)
  return result
}

export function isSecretRejected(response: Response): boolean {
  const error = response.headers.get("X-Opencode-Proxy-Error")
  // The second: the keys that sealed it are gone, or the user is another one.
  return (response.status === 401 && error === "upstream_auth_required") || (response.status === 403 && error === "credential_rejected")
}

/** Many requests may learn of the same wrong secret: only the first makes it forgotten, the others wait for the new one. */
async function anotherSecret(owner: OwnServer, rejected: string, credentials: PageCredentials): Promise<string | undefined> {
  const current = await credentials.get(owner)
  if (current !== rejected) return current
  credentials.set(owner, undefined)
  return credentials.get(owner)
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason as Error)
    }
    signal.addEventListener("abort", abort, { once: true })
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", abort)
    })
  })
}
