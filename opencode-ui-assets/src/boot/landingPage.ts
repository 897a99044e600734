/** The page object of B/, where there is no mount: browser objects are untouched, and no request waits for a password. */
import type { OpencodeProxyPage } from "../domain/page"

export function createLandingPage(): OpencodeProxyPage {
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
      // Nothing here sends requests to a server itself: the shell keeps what it needs for its tests.
      get: () => Promise.resolve(undefined),
      set: () => true,
      onAsk() {
        // And so nobody ever waits for a password.
      },
    },
  }
}
