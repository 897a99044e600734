/** The UI shares its origin with the gateway: it gets none of the origin's cookies and leaves nothing on it that outlives the page. */

export function hideCookies(target: Window): void {
  Object.defineProperty(target.document, "cookie", { configurable: true, get: () => "", set: () => undefined })
  // The same cookies by another way; absent in some browsers, so a page can live without.
  Object.defineProperty(target, "cookieStore", { configurable: true, value: undefined })
}

/** A service worker would see the requests of every notebook on this origin. Absent where the page is not a secure context. */
export function blockServiceWorkers(container: ServiceWorkerContainer | undefined): void {
  if (container) container.register = () => Promise.reject(new DOMException("Service workers are not available here", "SecurityError"))
}
