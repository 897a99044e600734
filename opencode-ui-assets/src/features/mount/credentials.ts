/**
 * Secrets of the user's own servers: in this tab's memory only, asked for when first needed, once for all who wait.
 * A secret belongs to the address and user that it was given for; when another tab changes these, it is not sent there.
 */
import type { OwnServer } from "../../domain/ownServer"
import type { PageCredentials } from "../../domain/page"
import { isSameServer } from "../../domain/serverList"

export interface MountCredentials extends PageCredentials {
  /** Resolves when the secret is set or forgotten from outside. */
  changed(id: string): Promise<void>
}

type Ask = (server: OwnServer) => Promise<string | undefined>

interface Kept {
  readonly server: OwnServer
  /** `undefined`: the user did not want to say, and is not asked again by every poll; `set` ends that. */
  readonly secret: string | undefined
}

export function createCredentials(find: (id: string) => OwnServer | undefined): MountCredentials {
  const kept = new Map<string, Kept>()
  const observers = new Map<string, (() => void)[]>()
  const waiting = new Map<string, Promise<string | undefined>>()
  let register: (ask: Ask) => void
  let asker = new Promise<Ask>((resolve) => {
    register = resolve
  })

  const keptFor = (server: OwnServer): Kept | undefined => {
    const found = kept.get(server.id)
    return found && isSameServer(found.server, server) ? found : undefined
  }

  const ask = async (server: OwnServer): Promise<string | undefined> => {
    const answer = await asker.then((question) => question(server)).catch(() => undefined)
    waiting.delete(server.id)
    // `set` may have been called meanwhile.
    const known = keptFor(server)
    if (known) return known.secret
    kept.set(server.id, { server, secret: answer })
    return answer
  }

  return {
    get(id) {
      const server = find(id)
      if (!server) return Promise.resolve(undefined)
      const known = keptFor(server)
      if (known || server.http.username === undefined) return Promise.resolve(known?.secret)
      const promise = waiting.get(id) ?? ask(server)
      waiting.set(id, promise)
      return promise
    },
    set(id, value) {
      const server = find(id)
      if (value !== undefined && server) kept.set(id, { server, secret: value })
      else kept.delete(id)
      for (const notify of observers.get(id) ?? []) notify()
      observers.delete(id)
    },
    changed(id) {
      return new Promise((resolve) => observers.set(id, [...(observers.get(id) ?? []), resolve]))
    },
    onAsk(fn) {
      register(fn)
      asker = Promise.resolve(fn)
    },
  }
}
