/**
 * Where sealed credentials are kept: this browser's LocalStorage, one key per base path, read anew each time, so that all
 * tabs have the same. A storage that is blocked or full costs the user the memory of them after a reload.
 */
import type { Subject } from "../domain/keptSecrets"
import { findSealed, readSealedCredentials, sealedCredentialsKey, withoutSealed, withSealed, writeSealedCredentials, type SealedCredential } from "../domain/sealedCredentials"

export interface CredentialStorage {
  get(server: Subject): string | undefined
  keep(server: Subject, credential: string): void
  forget(server: Subject): void
  /** Those of whom something is kept. */
  subjects(): readonly Subject[]
  /** Calls back when another tab has changed something. */
  onOtherTab(changed: () => void): void
}

export function createCredentialStorage(base: string, storage: () => Storage, tab: EventTarget): CredentialStorage {
  const key = sealedCredentialsKey(base)
  /** Where the storage takes nothing: this tab's own. */
  let unkept: readonly SealedCredential[] | undefined

  function read(): readonly SealedCredential[] {
    if (unkept) return unkept
    try {
      return readSealedCredentials(storage().getItem(key))
    } catch {
      return []
    }
  }

  function write(all: readonly SealedCredential[]): void {
    try {
      if (all.length === 0) storage().removeItem(key)
      else storage().setItem(key, writeSealedCredentials(all))
      unkept = undefined
    } catch {
      unkept = all
    }
  }

  return {
    get: (server) => findSealed(read(), server),
    keep(server, credential) {
      write(withSealed(read(), server, credential))
    },
    forget(server) {
      const all = read()
      const rest = withoutSealed(all, server)
      if (rest.length < all.length) write(rest)
    },
    subjects: () => read().map(({ server }) => server),
    onOtherTab(changed) {
      tab.addEventListener("storage", (event) => {
        const changedKey = (event as StorageEvent).key
        if (changedKey === key || changedKey === null) changed()
      })
    },
  }
}
