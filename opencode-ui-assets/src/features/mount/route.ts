/**
 * Where a request of the UI really goes. The UI believes that its server is its own origin; other servers that it knows
 * are other origins. Nothing leaves for anywhere but B: what is no server is answered here.
 *
 *     /session                      -> B/api/servers/{key}/proxy/session          (mounted: a provided server)
 *     /session                      -> B/api/proxy/session + X-Target-Server      (mounted: the user's own)
 *     http://other:4096/session     -> B/api/proxy/session + X-Target-Server      (another one of the user's list)
 *     http://team:4096/session      -> B/api/servers/{key}/proxy/session          (another provided one)
 *     http://typed:4096/session     -> stranger: in no list, see stranger.ts
 *     https://opencode.ai/…         -> refused
 *     B/ui/…, data:, blob:          -> untouched
 */
import { isOwnServerId, type OwnServer } from "../../domain/ownServer"
import type { ProvidedServer } from "../../domain/providedServer"
import { isOwnFile, isUnder, stripMount, type Place } from "./place"

export type Route =
  | { readonly kind: "untouched" }
  | { readonly kind: "refused" }
  | { readonly kind: "stranger" }
  | {
      readonly kind: "proxied"
      /** Path and query on this origin. */
      readonly url: string
      /** Canonical URL of a server that has no route of its own. */
      readonly target?: string
      /** The own server whose secret goes with it: whole, because its id may stand for another address a moment later. */
      readonly secretOf?: OwnServer
      readonly isMounted: boolean
      /** Id of the server, as in B/s/{id}/. */
      readonly server: string
    }

// The official UI asks these by itself, for release notes and the like. A browser behind a gateway must not call them.
const PUBLIC_HOSTS = ["opencode.ai", "anoma.ly", "models.dev", "github.com", "githubusercontent.com", "npmjs.org", "npmjs.com"]

const UNTOUCHED: Route = { kind: "untouched" }
const REFUSED: Route = { kind: "refused" }
const STRANGER: Route = { kind: "stranger" }

/** What the UI may ask. The mounted server is one of them. */
export interface KnownServers {
  readonly own: readonly OwnServer[]
  /** Under canonical addresses. */
  readonly provided: readonly ProvidedServer[]
}

export function routeOf(url: URL, place: Place, { own, provided }: KnownServers): Route {
  const scheme = url.protocol.replace(/^ws/, "http")
  if (scheme !== "http:" && scheme !== "https:") return UNTOUCHED
  const origin = `${scheme}//${url.host}`
  if (origin === place.origin) return isOwnFile(url.pathname, place) ? UNTOUCHED : mountedRoute(url, place, own)
  if (PUBLIC_HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))) return REFUSED
  const address = origin + url.pathname
  const mine = nearest(address, own, ({ http }) => http.url)
  const theirs = nearest(address, provided, (server) => server.url)
  // At one address the user's own: that is what stands in the UI's list, and it may be asked as somebody else.
  if (theirs && theirs.url.length > (mine?.http.url.length ?? 0)) return toProvided(theirs.key, pathBelow(address, theirs.url), url, place)
  return mine ? toOwn(mine, pathBelow(address, mine.http.url), url, place) : STRANGER
}

/** A WebSocket cannot carry headers: its target stands in the query, and its credential, which needs no escape. */
export function webSocketUrl(route: Route & { kind: "proxied" }, place: Place, credential?: string): string {
  const origin = place.origin.replace(/^http/, "ws")
  if (route.target === undefined) return origin + route.url
  const secret = credential === undefined ? "" : `&credential=${credential}`
  return `${origin}${route.url}${route.url.includes("?") ? "&" : "?"}target=${encodeURIComponent(route.target)}${secret}`
}

function mountedRoute(url: URL, place: Place, servers: readonly OwnServer[]): Route {
  const path = stripMount(url.pathname, place.mount)
  if (!isOwnServerId(place.serverId)) return toProvided(place.serverId, path, url, place)
  const server = servers.find(({ id }) => id === place.serverId)
  return server ? toOwn(server, path, url, place) : REFUSED
}

function toProvided(key: string, path: string, url: URL, place: Place): Route {
  return { kind: "proxied", url: `${place.base}api/servers/${key}/proxy${path}${queryOf(url)}`, isMounted: key === place.serverId, server: key }
}

function toOwn(server: OwnServer, path: string, url: URL, place: Place): Route {
  const isMounted = server.id === place.serverId
  return { kind: "proxied", url: `${place.base}api/proxy${path}${queryOf(url)}`, target: server.http.url, secretOf: server, isMounted, server: server.id }
}

/** The server with the longest address that holds this one: two servers may share a host under different paths. */
function nearest<T>(address: string, servers: readonly T[], urlOf: (server: T) => string): T | undefined {
  return servers.filter((server) => isUnder(address, urlOf(server))).sort((a, b) => urlOf(b).length - urlOf(a).length)[0]
}

function pathBelow(address: string, url: string): string {
  return address.slice(url.length) || "/"
}

// The UI puts user and password into this parameter where it cannot set a header; addresses end up in logs.
function queryOf(url: URL): string {
  if (!url.searchParams.has("auth_token")) return url.search
  const kept = new URLSearchParams(url.search)
  kept.delete("auth_token")
  return kept.size > 0 ? `?${kept.toString()}` : ""
}
