import { createRoot } from "solid-js"
import { describe, expect, it } from "vitest"
import { basicAuth } from "../domain/basicAuth"
import type { OwnServer } from "../domain/ownServer"
import { createCredentialsStore } from "./credentials"

const server: OwnServer = { id: "~aaaaaaaa", http: { url: "http://a", username: "opencode" } }

function setUp() {
  const sent = new Map<string, string | undefined>()
  const page = { accepts: true }
  let ask: (server: OwnServer) => Promise<string | undefined> = () => Promise.resolve(undefined)
  const store = createRoot(() =>
    createCredentialsStore({
      get: ({ id }) => Promise.resolve(sent.get(id)),
      set({ id }, value) {
        if (page.accepts) sent.set(id, value)
        return page.accepts
      },
      onAsk: (asker) => { ask = asker },
    }),
  )
  return { store, page, sent, ask: () => ask(server) }
}

describe("passwords", () => {
  it("become the header's value, for the page's requests too", () => {
    const { store, sent } = setUp()
    store.keep(server, "s3cret")
    expect(store.authorization(server)).toBe(basicAuth("opencode", "s3cret"))
    expect(sent.get(server.id)).toBe(basicAuth("opencode", "s3cret"))
  })

  it.each([
    { ...server, http: { ...server.http, url: "http://b" } },
    { ...server, http: { ...server.http, username: "other" } },
    { ...server, http: { url: "http://a" } },
  ])("are not for %j", (changed) => {
    const { store, sent } = setUp()
    store.keep(server, "s3cret")
    expect(store.authorization(changed)).toBeUndefined()
    store.reconcile([changed])
    expect(store.authorization(server)).toBeUndefined()
    expect(sent.get(server.id)).toBeUndefined()
  })

  it("are not kept when the page knows the server under another address by now", () => {
    const { store, page } = setUp()
    page.accepts = false
    store.keep(server, "s3cret")
    expect(store.authorization(server)).toBeUndefined()
  })

  it("are no longer asked for when another tab has changed the server", async () => {
    const { store, ask } = setUp()
    const answer = ask()
    store.reconcile([{ ...server, http: { ...server.http, url: "http://b" } }])
    expect(store.question()).toBeUndefined()
    expect(await answer).toBeUndefined()
  })

  it("are forgotten with their server", () => {
    const { store, sent } = setUp()
    store.keep(server, "s3cret")
    store.reconcile([])
    expect(sent.get(server.id)).toBeUndefined()
  })

  it("are kept while nothing about the server changes", () => {
    const { store } = setUp()
    store.keep(server, "s3cret")
    store.reconcile([{ ...server, displayName: "New" } as OwnServer])
    expect(store.authorization(server)).toBeDefined()
  })

  it("answer the request that waits, one question at a time", async () => {
    const { store, ask } = setUp()
    const [first, second] = [ask(), ask()]
    store.question()?.answer("s3cret")
    store.question()?.answer(undefined)
    expect(store.question()).toBeUndefined()
    expect(await first).toBe(basicAuth("opencode", "s3cret"))
    expect(await second).toBeUndefined()
  })
})
