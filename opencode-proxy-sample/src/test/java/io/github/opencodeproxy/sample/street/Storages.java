package io.github.opencodeproxy.sample.street;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;

/** Everything that a browser has kept of a page's origin, as one text. */
final class Storages {

    private static final String OF_THE_TAB = """
            async () => {
              const caches = []
              if (window.caches) {
                for (const name of await window.caches.keys()) {
                  const cache = await window.caches.open(name)
                  for (const request of await cache.keys()) {
                    caches.push(request.url, await (await cache.match(request)).text())
                  }
                }
              }
              const session = Array.from({ length: sessionStorage.length }, (_, i) => sessionStorage.key(i))
                .map((key) => [key, sessionStorage.getItem(key)])
              const local = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i))
                .map((key) => [key, localStorage.getItem(key)])
              return JSON.stringify({ caches, session, local, name: window.name, state: history.state, cookie: document.cookie })
            }
            """;

    private Storages() {}

    /** {@return cookies, LocalStorage and databases of all origins, and the rest of this page's} */
    static String of(Page page) {
        BrowserContext.StorageStateOptions everything = new BrowserContext.StorageStateOptions().setIndexedDB(true);
        return page.context().storageState(everything) + page.evaluate(OF_THE_TAB);
    }
}
