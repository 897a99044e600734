/**
 * Secrets of the user's own servers: in this tab's memory only, asked for when first needed, once for all who wait.
 * A secret belongs to the address and user that it was given for; when another tab changes these, it is not sent there.
 */
import { createKeptSecrets, isListed } from "../../domain/keptSecrets"
import type { OwnServer } from "../../domain/ownServer"
import type { PageCredentials } from "../../domain/page"

export interface MountCredentials extends PageCredentials {
  /** Resolves when the secret is set or forgotten from outside, or the server has become another one. */
  changed(id: string): Promise<void>
}

type Ask = (server: OwnServer) => Promise<string | undefined>

/** `servers`: the user's own, as the list has them at this moment. */
export function createCredentials(servers: () => readonly OwnServer[]): MountCredentials {
  // `undefined`: the user did not want to say, and is not asked again by every poll; `set` ends that.
  const kept = createKeptSecrets<string | undefined>()
  const waiting = createKeptSecrets<Promise<string | undefined>>()
  const observers = new Map<string, (() => void)[]>()
  let register: (ask: Ask) => void
  let asker = new Promise<Ask>((resolve) => {
    register = resolve
  })

  const notify = (id: string): void => {
    for (const observer of observers.get(id) ?? []) observer()
    observers.delete(id)
  }

  const ask = async (server: OwnServer): Promise<string | undefined> => {
    const answer = await asker.then((question) => question(server)).catch(() => undefined)
    if (waiting.get(server)) waiting.forget(server.id)
    // `set` may have been called meanwhile.
    const known = kept.get(server)
    if (known) return known.secret
    if (!isListed(servers(), server)) {
      notify(server.id)
      return undefined
    }
    kept.keep(server, answer)
    return answer
  }

  return {
    get(server) {
      if (!isListed(servers(), server)) return Promise.resolve(undefined)
      const known = kept.get(server)
      if (known || server.http.username === undefined) return Promise.resolve(known?.secret)
      const promise = waiting.get(server)?.secret ?? ask(server)
      waiting.keep(server, promise)
      return promise
    },
    set(server, value) {
      if (value !== undefined) {
        if (!isListed(servers(), server)) return false
        kept.keep(server, value)
      } else if (kept.get(server)) kept.forget(server.id)
      notify(server.id)
      return true
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
