/** The user's choice of light or dark in the official UI, which each server's UI keeps for itself. */
export type ColorScheme = "light" | "dark"

/** The key under which the official UI keeps it, below the prefix that the mount gives each server. */
function schemeKey(base: string, serverId: string): string {
  return `opencode-proxy:${base}:${serverId}:opencode-color-scheme`
}

/** The choice made at the first of these servers that has one; `undefined`: as the system. */
export function readColorScheme(base: string, storage: () => Storage, serverIds: readonly string[]): ColorScheme | undefined {
  try {
    const kept = serverIds.map((id) => storage().getItem(schemeKey(base, id))).find((scheme) => scheme !== null)
    return kept === "light" || kept === "dark" ? kept : undefined
  } catch {
    return undefined
  }
}
