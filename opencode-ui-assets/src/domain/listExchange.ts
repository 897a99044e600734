/**
 * The list as a file, to take it to another browser or to a colleague. It never holds a secret: the list has none, and what
 * a file brings is left behind. OpenCode's own record of servers can be read too.
 */
import type { OwnServer } from "./ownServer"
import { isSameServer, readServer, type ServerList } from "./serverList"

export const FORMAT = "opencode-proxy-servers"
const VERSION = 1
export const MAX_FILE_CHARS = 512 * 1024
const MAX_SERVERS = 500

export interface ImportPlan {
  /** New to the list, with ids of this browser: an id says nothing in another one. */
  readonly add: readonly OwnServer[]
  /** One of `add` or of the list that the file calls the default. */
  readonly default?: string
  /** In the list already. */
  readonly known: number
  /** What is no server. */
  readonly unusable: number
  /** The file had passwords, which were left behind. */
  readonly hadSecrets: boolean
}

export function exportList(list: ServerList): string {
  // Named one by one, so that nothing else can ever get into the file; what is undefined is left out of JSON.
  const servers = list.servers.map(({ displayName, http: { url, username, header } }) => ({ displayName, http: { url, username, header } }))
  const index = list.servers.findIndex(({ id }) => id === list.default)
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...(index < 0 ? {} : { default: index }), servers }, null, 2)}\n`
}

/** What a file would add; nothing is added and no server is contacted by reading. `newId` gives another id each time. */
export function planImport(text: string, list: ServerList, newId: () => string): ImportPlan | { readonly problem: string } {
  if (text.length > MAX_FILE_CHARS) return { problem: "This file is too large for a list of servers." }
  const file = parse(text)
  const entries = file && entriesOf(file)
  if (!file || !entries) return { problem: "This file is not a list of servers." }
  if (entries.length > MAX_SERVERS) return { problem: `This file has more than ${MAX_SERVERS} servers.` }

  const add: OwnServer[] = []
  const ids: (string | undefined)[] = []
  let known = 0
  for (const entry of entries) {
    const server = readServer(isObject(entry) ? { ...entry, id: freshId([...list.servers, ...add], newId) } : entry)
    const same = server && [...list.servers, ...add].find((other) => isSameServer(other, server))
    if (server && !same) add.push(server)
    else if (same) known++
    ids.push(same?.id ?? server?.id)
  }
  const chosen = typeof file["default"] === "number" ? ids[file["default"]] : undefined
  return {
    add,
    ...(chosen === undefined ? {} : { default: chosen }),
    known,
    unusable: entries.length - add.length - known,
    hadSecrets: entries.some((entry) => isObject(entry) && isObject(entry["http"]) && "password" in entry["http"]),
  }
}

/** Ours under "servers"; OpenCode's own under "list", or that list alone. */
function entriesOf(file: Record<string, unknown>): readonly unknown[] | undefined {
  const { format, servers, list } = file
  if (Array.isArray(servers) && (format === FORMAT || format === undefined)) return servers as unknown[]
  return Array.isArray(list) ? (list as unknown[]) : undefined
}

function freshId(servers: readonly OwnServer[], newId: () => string): string {
  for (;;) {
    const id = newId()
    if (!servers.some((server) => server.id === id)) return id
  }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""))
    if (Array.isArray(value)) return { list: value }
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
