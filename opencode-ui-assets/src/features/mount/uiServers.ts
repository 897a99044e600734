/** The UI's own record of servers, in the shape that it keeps in LocalStorage. For the UI the mounted server is its own origin. */
import { normaliseServerUrl } from "../../domain/serverUrl"

export const UI_SERVERS_KEY = "opencode.global.dat:server"
/** The address of the server that it opens first. */
export const UI_DEFAULT_KEY = "opencode.settings.dat:defaultServerUrl"

export interface UiServer {
  /** Canonical. */
  readonly url: string
  readonly displayName?: string
  readonly username?: string
  readonly password?: string
}

export interface UiChanges {
  readonly saved: readonly UiServer[]
  /** Addresses. */
  readonly removed: readonly string[]
}

/** That record with exactly these servers in it, the mounted one first; what else the UI keeps there stays. */
export function seedServers(text: string | null, mounted: UiServer, others: readonly UiServer[]): string {
  const list = [mounted, ...others].map(({ url, displayName, username }) => ({
    type: "http",
    ...(displayName === undefined ? {} : { displayName }),
    http: { url, ...(username === undefined ? {} : { username }) },
  }))
  return JSON.stringify({ projects: {}, lastProject: {}, recentlyClosed: {}, ...parse(text), list })
}

/** The UI's form keeps passwords in clear text, and an address may be typed with one in it. */
export function withoutPasswords(text: string): string {
  const record = parse(text)
  if (!Array.isArray(record["list"])) return text
  const list = listOf(record).map((entry) => {
    if (typeof entry === "string") return withoutUserinfo(entry)
    if (!isObject(entry) || !isObject(entry["http"])) return entry
    const http = without(entry["http"], "password")
    return { ...without(entry, "authToken"), http: typeof http["url"] === "string" ? { ...http, url: withoutUserinfo(http["url"]) } : http }
  })
  return JSON.stringify({ ...record, list })
}

/** What has been done to the list between two records. Entries that are no address of ours are not looked at. */
export function changesBetween(before: string | null, after: string): UiChanges {
  const old = serversIn(before)
  const now = serversIn(after)
  const isNew = (server: UiServer): boolean => {
    const known = old.find(({ url }) => url === server.url)
    // The UI holds a typed password for as long as it runs: only once it is news.
    const isTyped = server.password !== undefined && server.password !== known?.password
    return isTyped || !known || known.displayName !== server.displayName || known.username !== server.username
  }
  return {
    saved: now.filter(isNew),
    removed: old.map(({ url }) => url).filter((url) => !now.some((server) => server.url === url)),
  }
}

function serversIn(text: string | null): UiServer[] {
  return listOf(parse(text)).flatMap((entry) => {
    const http = isObject(entry) && isObject(entry["http"]) ? entry["http"] : { url: entry }
    const url = typeof http["url"] === "string" ? normaliseServerUrl(http["url"]) : undefined
    if (!url || "problem" in url) return []
    const name = isObject(entry) ? entry["displayName"] : undefined
    return [{ url: url.ok, ...textAs("displayName", name), ...textAs("username", http["username"]), ...textAs("password", http["password"]) }]
  })
}

function textAs<K extends string>(key: K, value: unknown): { readonly [key in K]?: string } {
  return typeof value === "string" && value !== "" ? ({ [key]: value } as { [key in K]: string }) : {}
}

function without(record: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
}

function withoutUserinfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/|)[^/?#]*@/i, "$1")
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}")
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function listOf(record: Record<string, unknown>): unknown[] {
  return Array.isArray(record["list"]) ? record["list"] : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
