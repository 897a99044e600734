/** One row of the picker, whether the server is provided or the user's own. */
import { serverName, type OwnServer } from "./ownServer"
import type { PlatformState, ProvidedServer } from "./providedServer"
import type { ServerList } from "./serverList"

export interface ServerEntry {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly username?: string
  readonly header?: string
  readonly kind: "own" | "config" | "discovered"
  readonly isDefault: boolean
  readonly state?: PlatformState
}

/** What a server is known by: with another address or user nothing holds that was known of it. */
export type EntryIdentity = Pick<ServerEntry, "id" | "url" | "username" | "header">

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
      ...(server.state === undefined ? {} : { state: server.state }),
    })),
    ...list.servers.map((server) => ownEntry(server, defaultId)),
  ]
}

function ownEntry(server: OwnServer, defaultId: string | undefined): ServerEntry {
  return { id: server.id, name: serverName(server), ...server.http, kind: "own", isDefault: server.id === defaultId }
}

/** Every word of the filter occurs in the name or the address. */
export function matches(entry: ServerEntry, filter: string): boolean {
  const text = `${entry.name} ${entry.url}`.toLowerCase()
  return filter.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
