/** The UI shares its origin with the gateway: it gets none of the origin's cookies and leaves nothing on it that outlives the page. */

export function hideCookies(document: Document): void {
  Object.defineProperty(document, "cookie", { configurable: true, get: () => "", set: () => undefined })
}

/** A service worker would see the requests of every notebook on this origin. Absent where the page is not a secure context. */
export function blockServiceWorkers(container: ServiceWorkerContainer | undefined): void {
  if (container) container.register = () => Promise.reject(new DOMException("Service workers are not available here", "SecurityError"))
}
