/**
 * Secrets in memory. One belongs to the address and the user that it was typed for: the same id with another address or
 * user is another server, which gets nothing.
 */
import type { OwnServer } from "./ownServer"
import { isSameServer } from "./serverList"

/** A server as its secret sees it. */
export type Subject = Pick<OwnServer, "id" | "http">

export interface KeptSecrets<T> {
  get(server: Subject): { readonly secret: T } | undefined
  keep(server: Subject, secret: T): void
  forget(id: string): void
  /** Those of whom something is kept. */
  subjects(): readonly Subject[]
}

export function createKeptSecrets<T>(): KeptSecrets<T> {
  const kept = new Map<string, { readonly server: Subject; readonly secret: T }>()
  return {
    get(server) {
      const found = kept.get(server.id)
      return found && isSameServer(found.server, server) ? found : undefined
    },
    keep(server, secret) {
      kept.set(server.id, { server, secret })
    },
    forget(id) {
      kept.delete(id)
    },
    subjects: () => [...kept.values()].map(({ server }) => server),
  }
}

/** The list still has this very server: not another one under its id. */
export function isListed(servers: readonly Subject[], server: Subject): boolean {
  return servers.some((other) => other.id === server.id && isSameServer(other, server))
}
