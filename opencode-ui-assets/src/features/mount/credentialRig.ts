/** A storage of credentials for tests, which takes any text for one. */
import type { CredentialStorage } from "../../api/credentialStorage"
import { findSealed, withoutSealed, withSealed, type SealedCredential } from "../../domain/sealedCredentials"

export function credentialsInMemory(): CredentialStorage & { change(): void } {
  let all: readonly SealedCredential[] = []
  const observers: (() => void)[] = []
  return {
    get: (server) => findSealed(all, server),
    keep(server, credential) {
      all = withSealed(all, server, credential)
    },
    forget(server) {
      all = withoutSealed(all, server)
    },
    subjects: () => all.map(({ server }) => server),
    onOtherTab: (changed) => observers.push(changed),
    /** As if another tab had. */
    change() {
      for (const observer of observers) observer()
    },
  }
}
