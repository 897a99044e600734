/**
 * Brings what any version has stored into today's outer shape; the entries themselves are judged by the reader.
 * Version 1 is the first, so there is nothing older yet: a step is added here with each new version.
 */
export interface RawServerList {
  readonly version: number
  readonly servers: readonly unknown[]
  readonly default: unknown
  readonly recent: readonly unknown[]
}

/** `undefined`: this is no server list at all. */
export function migrate(stored: unknown): RawServerList | undefined {
  if (typeof stored !== "object" || stored === null) return undefined
  const { version, servers, default: chosen, recent } = stored as Record<string, unknown>
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || !Array.isArray(servers)) return undefined
  return { version, servers, default: chosen, recent: Array.isArray(recent) ? recent : [] }
}
