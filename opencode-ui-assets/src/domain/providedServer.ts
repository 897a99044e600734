/** What the administrator or the platform provides: the answer of GET api/servers. Secrets stay there. */
export interface ProvidedServer {
  readonly key: string
  readonly name: string
  readonly url: string
  readonly source: "config" | "discovered"
  readonly default: boolean
  /** What the platform says of a server that it runs; absent when it says nothing. */
  readonly state?: PlatformState
}

export interface ProvidedList {
  readonly servers: readonly ProvidedServer[]
  /** Why servers may be missing, as sentences. */
  readonly problems: readonly string[]
}

const PLATFORM_STATES = ["ready", "waking", "suspending", "suspended", "finished"] as const
export type PlatformState = (typeof PLATFORM_STATES)[number]

/** Entries that make no sense are left out: the server side is trusted, but its version may differ from ours. */
export function readProvidedList(body: unknown): ProvidedList {
  const { servers, problems } = fieldsOf(body)
  return { servers: listOf(servers).flatMap(readServer), problems: listOf(problems).flatMap(readProblem) }
}

function readServer(entry: unknown): ProvidedServer[] {
  const { key, name, url, source, state, default: isDefault } = fieldsOf(entry)
  if (typeof key !== "string" || typeof url !== "string") return []
  const known = PLATFORM_STATES.find((candidate) => candidate === state)
  return [
    {
      key,
      name: typeof name === "string" && name !== "" ? name : key,
      url,
      source: source === "discovered" ? "discovered" : "config",
      default: isDefault === true,
      ...(known === undefined ? {} : { state: known }),
    },
  ]
}

function readProblem(entry: unknown): string[] {
  const { message } = fieldsOf(entry)
  return typeof message === "string" && message !== "" ? [message.slice(0, 500)] : []
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
}
