/** The UI's own record of servers, in the shape that it keeps in LocalStorage. */

export const UI_SERVERS_KEY = "opencode.global.dat:server"

/** That record with the mounted server in it: for the UI it is its own origin, and it should show our name for it. */
export function seedServer(text: string | null, origin: string, displayName: string): string {
  const record = parse(text)
  const others = listOf(record).filter((entry) => !isObject(entry) || urlOf(entry) !== origin)
  const mounted = { type: "http", displayName, http: { url: origin } }
  return JSON.stringify({ projects: {}, lastProject: {}, recentlyClosed: {}, ...record, list: [mounted, ...others] })
}

/** The UI's add-server form keeps passwords in clear text. Here they would never be used: the proxy gets ours. */
export function withoutPasswords(text: string): string {
  const record = parse(text)
  if (!Array.isArray(record["list"])) return text
  const list = listOf(record).map((entry) => {
    if (!isObject(entry) || !isObject(entry["http"])) return entry
    return { ...entry, http: Object.fromEntries(Object.entries(entry["http"]).filter(([key]) => key !== "password")) }
  })
  return JSON.stringify({ ...record, list })
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

function urlOf(entry: Record<string, unknown>): unknown {
  return isObject(entry["http"]) ? entry["http"]["url"] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
