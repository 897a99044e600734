/** The page object of B/, where there is no mount: browser objects are untouched, and no request waits for a password. */
import { createCredentialStorage } from "../api/credentialStorage"
import type { OpencodeProxyPage } from "../domain/page"

export function createLandingPage(): OpencodeProxyPage {
  // This page is served at B/ only, so its own folder is B.
  const base = new URL(".", location.href).pathname
  const storage = createCredentialStorage(base, () => window.localStorage, window)
  return {
    base,
    serverId: "",
    nativeFetch: window.fetch.bind(window),
    // A getter: where storage is blocked, already naming it throws, and the shell can live without.
    get nativeStorage() {
      return window.localStorage
    },
    credentials: {
      // Nothing here sends requests to a server itself: the shell alone needs them, for its checks.
      get: (server) => Promise.resolve(storage.get(server)),
      peek: (server) => storage.get(server),
      set(server, value) {
        if (value === undefined) storage.forget(server)
        else storage.keep(server, value)
        return true
      },
      subjects: () => storage.subjects(),
      onAsk() {
        // And so nobody ever waits for a password.
      },
    },
  }
}
