import { createRoot } from "solid-js"
import { describe, expect, it, vi } from "vitest"
import type { ApiResult, Secret } from "../api/proxyClient"
import type { OwnServer } from "../domain/ownServer"
import { findSealed, withoutSealed, withSealed, type SealedCredential } from "../domain/sealedCredentials"
import { createCredentialsStore } from "./credentials"

const server: OwnServer = { id: "~aaaaaaaa", http: { url: "http://a", username: "opencode" } }
const live = () => new AbortController().signal

function setUp() {
  const page = { accepts: true, kept: [] as readonly SealedCredential[] }
  let ask: (server: OwnServer) => Promise<string | undefined> = () => Promise.resolve(undefined)
  const seal = vi.fn<(secret: Secret) => Promise<ApiResult<string>>>(() => Promise.resolve({ value: "sealed" }))
  const store = createRoot(() =>
    createCredentialsStore({
      page: {
        get: (asked) => Promise.resolve(findSealed(page.kept, asked)),
        peek: (asked) => findSealed(page.kept, asked),
        set(changed, value) {
          if (page.accepts) page.kept = value === undefined ? withoutSealed(page.kept, changed) : withSealed(page.kept, changed, value)
          return page.accepts
        },
        subjects: () => page.kept.map(({ server: subject }) => subject),
        onAsk: (asker) => { ask = asker },
      },
      seal,
    }),
  )
  return { store, page, seal, ask: () => ask(server) }
}

describe("passwords", () => {
  it("are exchanged for the address and the user that they were typed for, and are kept nowhere", async () => {
    const { store, seal, page } = setUp()
    expect(await store.seal(server, "s3cret", live())).toEqual({ value: "sealed" })
    expect(seal.mock.calls[0]?.[0]).toEqual({ server: "http://a", type: "basic", username: "opencode", password: "s3cret" })
    store.keep(server, "sealed")
    expect(store.credential(server)).toBe("sealed")
    expect(JSON.stringify(page.kept)).not.toContain("s3cret")
  })

  it("are API keys too, with the name of their header", async () => {
    const { store, seal } = setUp()
    const keyed: OwnServer = { id: server.id, http: { url: "http://a", header: "x-api-key" } }
    await store.seal(keyed, "k3y", live())
    expect(seal.mock.calls[0]?.[0]).toEqual({ server: "http://a", type: "header", name: "x-api-key", value: "k3y" })
    store.keep(keyed, "sealed")
    expect(store.credential(keyed)).toBe("sealed")
    expect(store.credential(server)).toBeUndefined()
  })

  it("are not exchanged while the server side is away, and it says so", async () => {
    const { store, seal } = setUp()
    seal.mockResolvedValueOnce({ failure: "unreachable" })
    expect(await store.seal(server, "s3cret", live())).toEqual({ failure: "unreachable" })
  })
})

describe("sealed credentials", () => {
  it.each([
    { ...server, http: { ...server.http, url: "http://b" } },
    { ...server, http: { ...server.http, username: "other" } },
    { ...server, http: { url: "http://a" } },
  ])("are not for %j", (changed) => {
    const { store } = setUp()
    store.keep(server, "sealed")
    expect(store.credential(changed)).toBeUndefined()
    store.reconcile([changed])
    expect(store.credential(server)).toBeUndefined()
  })

  it("are not kept for a server without a user", () => {
    const { store, page } = setUp()
    store.keep({ ...server, http: { url: "http://a" } }, "sealed")
    expect(page.kept).toEqual([])
  })

  it("are not kept when the page knows the server under another address by now", () => {
    const { store, page } = setUp()
    page.accepts = false
    store.keep(server, "sealed")
    expect(store.credential(server)).toBeUndefined()
  })

  it("are no longer asked for when another tab has changed the server", async () => {
    const { store, ask } = setUp()
    const answer = ask()
    store.reconcile([{ ...server, http: { ...server.http, url: "http://b" } }])
    expect(store.question()).toBeUndefined()
    expect(await answer).toBeUndefined()
  })

  it("are forgotten with their server, and when they are of no more use", () => {
    const { store } = setUp()
    store.keep(server, "sealed")
    store.forget(server)
    expect(store.credential(server)).toBeUndefined()
    store.keep(server, "sealed")
    store.reconcile([])
    expect(store.credential(server)).toBeUndefined()
  })

  it("are kept while nothing about the server changes", () => {
    const { store } = setUp()
    store.keep(server, "sealed")
    store.reconcile([{ ...server, displayName: "New" } as OwnServer])
    expect(store.credential(server)).toBe("sealed")
  })

  it("answer the request that waits, one question at a time", async () => {
    const { store, ask } = setUp()
    const [first, second] = [ask(), ask()]
    store.question()?.answer("sealed")
    store.question()?.answer(undefined)
    expect(store.question()).toBeUndefined()
    expect(await first).toBe("sealed")
    expect(await second).toBeUndefined()
  })
})
