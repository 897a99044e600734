/** A server that the administrator or the platform provides: an entry of GET api/servers. Its secret stays there. */
export interface ProvidedServer {
  readonly key: string
  readonly name: string
  readonly url: string
  readonly source: "config" | "discovered"
  readonly default: boolean
}

/** Entries that make no sense are left out: the server side is trusted, but its version may differ from ours. */
export function readProvidedServers(body: unknown): ProvidedServer[] {
  const servers = (body as { servers?: unknown } | null)?.servers
  if (!Array.isArray(servers)) return []
  return servers.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return []
    const { key, name, url, source, default: isDefault } = entry as Record<string, unknown>
    if (typeof key !== "string" || typeof url !== "string") return []
    return [
      {
        key,
        name: typeof name === "string" && name !== "" ? name : key,
        url,
        source: source === "discovered" ? ("discovered" as const) : ("config" as const),
        default: isDefault === true,
      },
    ]
  })
}
