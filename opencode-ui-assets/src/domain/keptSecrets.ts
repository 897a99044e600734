/**
 * What is known about servers, in memory. It belongs to the address and the user that it was said of: the same id with another address or
 * user is another server, of which nothing is known.
 */
import type { OwnServer } from "./ownServer"
import { isSameServer } from "./serverList"

/** A server as its secret sees it. */
export type Subject = Pick<OwnServer, "id" | "http">

export interface KeptSecrets<T> {
  get(server: Subject): { readonly secret: T } | undefined
  keep(server: Subject, secret: T): void
  forget(id: string): void
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
  }
}

/** The list still has this very server: not another one under its id. */
export function isListed(servers: readonly Subject[], server: Subject): boolean {
  return servers.some((other) => other.id === server.id && isSameServer(other, server))
}
