/**
 * The user's own servers, as kept in LocalStorage. Reading never fails: an entry that cannot be used is dropped, named
 * in a notice and handed back so that it can be kept aside; the page always has a list to show.
 */
import { isHeaderName } from "./headerName"
import { isServerId, isOwnServerId, type OwnServer } from "./ownServer"
import { migrate } from "./serverListMigration"
import { parseServerUrl } from "./serverUrl"

export const LIST_VERSION = 1
const MAX_RECENT = 16
const MAX_NAME = 200

export interface ServerList {
  readonly version: typeof LIST_VERSION
  readonly servers: readonly OwnServer[]
  /** Id of the server that B/ opens: one of ours or a provided one. */
  readonly default?: string
  /** Ids, the most recently opened first. */
  readonly recent: readonly string[]
}

export interface ListNotice {
  readonly code: "unreadable" | "newer" | "entry_dropped" | "not_kept"
  readonly sentence: string
}

export interface ServerListReading {
  readonly list: ServerList
  readonly notices: readonly ListNotice[]
  /** What was dropped, without secrets, to be kept aside under the broken key. */
  readonly broken: readonly unknown[]
}

export const NOT_KEPT: ListNotice = {
  code: "not_kept",
  sentence: "This browser does not keep the list: its storage is blocked or full. Changes last until the page is closed.",
}

export const EMPTY_LIST: ServerList = { version: LIST_VERSION, servers: [], recent: [] }

export function serverListKey(base: string): string {
  return `opencode-proxy:${base}:servers`
}

export function brokenListKey(base: string): string {
  return `${serverListKey(base)}.broken`
}

export function readServerList(text: string | null): ServerListReading {
  if (text === null) return { list: EMPTY_LIST, notices: [], broken: [] }
  const parsed = parseJson(text)
  const raw = migrate(parsed)
  if (raw === undefined) {
    return {
      list: EMPTY_LIST,
      notices: [{ code: "unreadable", sentence: "Your saved server list could not be read. An empty list is used." }],
      // Only what has names can be rid of its secrets.
      broken: typeof parsed === "object" ? [withoutSecrets(parsed)] : [],
    }
  }

  const notices: ListNotice[] = []
  const broken: unknown[] = []
  if (raw.version > LIST_VERSION) {
    notices.push({ code: "newer", sentence: "Your server list was saved by a newer version. What this version understands is shown." })
    broken.push(withoutSecrets(parsed))
  }
  const servers: OwnServer[] = []
  raw.servers.forEach((entry, index) => {
    const server = readServer(entry)
    if (server && !servers.some((other) => other.id === server.id || isSameServer(other, server))) {
      servers.push(server)
      return
    }
    broken.push(withoutSecrets(entry))
    notices.push({
      code: "entry_dropped",
      sentence: `Entry ${index + 1} of your saved servers ${server ? "is there twice" : "is damaged"} and was set aside.`,
    })
  })
  return { list: assemble(servers, raw.default, raw.recent), notices, broken }
}

export function writeServerList(list: ServerList): string {
  return JSON.stringify(list)
}

/** The address and as whom it is asked together are one server: the same address with two users is two. */
export function isSameServer(a: Pick<OwnServer, "http">, b: Pick<OwnServer, "http">): boolean {
  return a.http.url === b.http.url && a.http.username === b.http.username && a.http.header === b.http.header
}

/** Another tab may have added the same one since the form was looked at: then the list stays as it is. */
export function addServer(list: ServerList, server: OwnServer): ServerList {
  return isTwice(list, server) ? list : { ...list, servers: [...list.servers, server] }
}

/** Replaces the server with the same id, in its place; one that another tab has removed meanwhile is there again. */
export function editServer(list: ServerList, server: OwnServer): ServerList {
  if (isTwice(list, server)) return list
  if (!list.servers.some((other) => other.id === server.id)) return addServer(list, server)
  return { ...list, servers: list.servers.map((other) => (other.id === server.id ? server : other)) }
}

function isTwice(list: ServerList, server: OwnServer): boolean {
  return list.servers.some((other) => other.id !== server.id && isSameServer(other, server))
}

export function removeServer(list: ServerList, id: string): ServerList {
  const servers = list.servers.filter((server) => server.id !== id)
  const recent = list.recent.filter((other) => other !== id)
  return assemble(servers, list.default === id ? undefined : list.default, recent)
}

/** Undoes a removal: the server returns to its place, and is the default again if it was. */
export function restoreServer(list: ServerList, before: ServerList, id: string): ServerList {
  const server = before.servers.find((other) => other.id === id)
  if (!server || isTwice(list, server) || list.servers.some((other) => other.id === id)) return list
  const servers = [...list.servers]
  servers.splice(before.servers.indexOf(server), 0, server)
  const recent = before.recent.includes(id) ? [...list.recent, id] : list.recent
  return assemble(servers, list.default ?? (before.default === id ? id : undefined), recent)
}

export function withDefault(list: ServerList, id: string | undefined): ServerList {
  return assemble(list.servers, id, list.recent)
}

export function withRecent(list: ServerList, id: string): ServerList {
  return { ...list, recent: [id, ...list.recent.filter((other) => other !== id)].slice(0, MAX_RECENT) }
}

function assemble(servers: readonly OwnServer[], chosen: unknown, recent: readonly unknown[]): ServerList {
  const list: ServerList = {
    version: LIST_VERSION,
    servers,
    recent: recent.filter((id): id is string => typeof id === "string" && isKnown(servers, id)).slice(0, MAX_RECENT),
  }
  return typeof chosen === "string" && isKnown(servers, chosen) ? { ...list, default: chosen } : list
}

/** A provided server's key may name a server that is not provided today; our own ids are all in the list. */
function isKnown(servers: readonly OwnServer[], id: string): boolean {
  return isServerId(id) && (!isOwnServerId(id) || servers.some((server) => server.id === id))
}

/** `undefined`: an entry that is no server. Secrets that it holds are left behind. */
export function readServer(entry: unknown): OwnServer | undefined {
  if (!isObject(entry) || !isObject(entry["http"])) return undefined
  const { id, displayName, http } = entry
  const url = typeof http["url"] === "string" ? parseServerUrl(http["url"]) : undefined
  if (typeof id !== "string" || !isOwnServerId(id) || !url || "problem" in url) return undefined
  const asWhom = readAsWhom(http)
  if (asWhom === undefined) return undefined
  const name = typeof displayName === "string" ? displayName.trim().slice(0, MAX_NAME) : ""
  return {
    id,
    ...(name === "" ? {} : { displayName: name }),
    http: { url: url.ok, ...asWhom },
  }
}

/** A user name, the name of a key's header, or neither; `undefined`: what is there makes no sense. */
function readAsWhom({ username, header }: Record<string, unknown>): { username?: string; header?: string } | undefined {
  if (username !== undefined) return typeof username === "string" && username !== "" && header === undefined ? { username } : undefined
  if (header === undefined) return {}
  return typeof header === "string" && isHeaderName(header.toLowerCase()) ? { header: header.toLowerCase() } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function withoutSecrets(value: unknown, key = "url"): unknown {
  if (Array.isArray(value)) return value.map((inner) => withoutSecrets(inner))
  if (typeof value === "string") return key === "url" || value.includes("//") ? withoutUserinfo(value) : value
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([name]) => !/pass|secret|token|credential|authorization/i.test(name))
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutSecrets(inner, name)]))
}

/** An address may have been refused just for the password or the token in it. With both marks nobody can say where these end. */
function withoutUserinfo(text: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? ""
  const rest = text.slice(scheme.length)
  if (/@/.test(rest) && /[?#]/.test(rest)) return scheme
  return scheme + rest.slice(rest.lastIndexOf("@") + 1).replace(/[?#].*$/s, "")
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
