import { expect, it } from "vitest"
import { blockServiceWorkers, hideCookies } from "./isolation"

it("gives the UI no cookies, by neither way", () => {
  const page = { document: { cookie: "session=s3cret" }, cookieStore: {} } as unknown as Window
  hideCookies(page)
  page.document.cookie = "mine=1"
  expect(page.document.cookie).toBe("")
  expect(page).toHaveProperty("cookieStore", undefined)
})

it("lets no service worker in", async () => {
  const container = { register: () => Promise.resolve() } as unknown as ServiceWorkerContainer
  blockServiceWorkers(container)
  await expect(container.register("/sw.js")).rejects.toThrow("not available")
  blockServiceWorkers(undefined)
})
