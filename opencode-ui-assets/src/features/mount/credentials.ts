/**
 * Sealed credentials of the user's own servers, asked for when first needed, once for all who wait. One belongs to the
 * address and user that its password was given for; when another tab changes these, it is not sent there.
 */
import type { CredentialStorage } from "../../api/credentialStorage"
import { createKeptSecrets, isListed } from "../../domain/keptSecrets"
import { hasSecret, type OwnServer } from "../../domain/ownServer"
import type { PageCredentials } from "../../domain/page"

export interface MountCredentials extends PageCredentials {
  /** Resolves when the credential is set or forgotten from outside, or the server has become another one. */
  changed(id: string): Promise<void>
}

type Ask = (server: OwnServer) => Promise<string | undefined>

/** `servers`: the user's own, as the list has them at this moment. */
export function createCredentials(servers: () => readonly OwnServer[], storage: CredentialStorage): MountCredentials {
  // The user did not want to say, and is not asked again by every poll; `set` ends that.
  const declined = createKeptSecrets<true>()
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
  storage.onOtherTab(() => {
    for (const id of [...observers.keys()]) notify(id)
  })

  const ask = async (server: OwnServer): Promise<string | undefined> => {
    const answer = await asker.then((question) => question(server)).catch(() => undefined)
    if (waiting.get(server)) waiting.forget(server.id)
    // `set` may have been called meanwhile, here or in another tab.
    const known = storage.get(server)
    if (!isListed(servers(), server)) {
      notify(server.id)
      return undefined
    }
    if (known !== undefined) return known
    if (answer === undefined) declined.keep(server, true)
    else storage.keep(server, answer)
    return answer
  }

  const peek = (server: OwnServer): string | undefined => (isListed(servers(), server) ? storage.get(server) : undefined)

  return {
    peek,
    get(server) {
      const known = peek(server)
      const isAsked = hasSecret(server.http) && isListed(servers(), server) && !declined.get(server)
      if (known !== undefined || !isAsked) return Promise.resolve(known)
      const promise = waiting.get(server)?.secret ?? ask(server)
      waiting.keep(server, promise)
      return promise
    },
    set(server, value) {
      if (value !== undefined && !isListed(servers(), server)) return false
      if (declined.get(server)) declined.forget(server.id)
      if (value === undefined) storage.forget(server)
      else storage.keep(server, value)
      notify(server.id)
      return true
    },
    subjects: () => storage.subjects(),
    changed(id) {
      return new Promise((resolve) => observers.set(id, [...(observers.get(id) ?? []), resolve]))
    },
    onAsk(fn) {
      register(fn)
      asker = Promise.resolve(fn)
    },
  }
}
