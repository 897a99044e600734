/** The page object of B/, where there is no mount: browser objects are untouched, and no request waits for a password. */
import type { OpencodeProxyPage } from "../domain/page"

export function createLandingPage(): OpencodeProxyPage {
  const secrets = new Map<string, string>()
  return {
    // This page is served at B/ only, so its own folder is B.
    base: new URL(".", location.href).pathname,
    serverId: "",
    nativeFetch: window.fetch.bind(window),
    // A getter: where storage is blocked, already naming it throws, and the shell can live without.
    get nativeStorage() {
      return window.localStorage
    },
    credentials: {
      get: (id) => Promise.resolve(secrets.get(id)),
      set(id, value) {
        if (value === undefined) secrets.delete(id)
        else secrets.set(id, value)
      },
      onAsk() {
        // Nothing here sends requests to a server itself.
      },
    },
  }
}
