/** One row of the picker, whether the server is provided or the user's own. */
import { serverName, type OwnServer } from "./ownServer"
import type { ProvidedServer } from "./providedServer"
import type { ServerList } from "./serverList"

export interface ServerEntry {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly username?: string
  readonly kind: "own" | "config" | "discovered"
  readonly isDefault: boolean
}

/** Provided servers first, then the user's own, each as added. The user's default beats the provided one. */
export function serverEntries(provided: readonly ProvidedServer[], list: ServerList): ServerEntry[] {
  const defaultId = list.default ?? provided.find((server) => server.default)?.key
  return [
    ...provided.map((server) => ({
      id: server.key,
      name: server.name,
      url: server.url,
      kind: server.source,
      isDefault: server.key === defaultId,
    })),
    ...list.servers.map((server) => ownEntry(server, defaultId)),
  ]
}

function ownEntry(server: OwnServer, defaultId: string | undefined): ServerEntry {
  const { url, username } = server.http
  return {
    id: server.id,
    name: serverName(server),
    url,
    kind: "own",
    isDefault: server.id === defaultId,
    ...(username === undefined ? {} : { username }),
  }
}

/** Every word of the filter occurs in the name or the address. */
export function matches(entry: ServerEntry, filter: string): boolean {
  const text = `${entry.name} ${entry.url}`.toLowerCase()
  return filter.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
