import { describe, expect, it } from "vitest"
import type { OwnServer } from "../../domain/ownServer"
import { credentialsInMemory } from "./credentialRig"
import { createCredentials } from "./credentials"

const ID = "~abcd2345"
const server = (url = "http://two:4096", username?: string): OwnServer => ({ id: ID, http: { url, ...(username === undefined ? {} : { username }) } })

function setup(initial = server("http://two:4096", "opencode")) {
  const state = { current: initial as OwnServer | undefined }
  const storage = credentialsInMemory()
  const open = () => createCredentials(() => (state.current ? [state.current] : []), storage)
  const credentials = open()
  const get = () => credentials.get(state.current ?? initial)
  return { initial, state, credentials, get, storage, open }
}

describe("secrets of own servers", () => {
  it("are asked for once, for all who wait, also before there is anyone to ask", async () => {
    const { get, credentials } = setup()
    const waiting = [get(), get()]
    let asked = 0
    credentials.onAsk(() => Promise.resolve(`sealed ${++asked}`))
    expect(await Promise.all(waiting)).toEqual(["sealed 1", "sealed 1"])
    expect(await get()).toBe("sealed 1")
  })

  it("are asked for where the server wants an API key", async () => {
    const { get, credentials } = setup({ id: ID, http: { url: "http://two:4096", header: "x-api-key" } })
    credentials.onAsk(() => Promise.resolve("sealed"))
    expect(await get()).toBe("sealed")
  })

  it("are not asked for without a user name", async () => {
    const { get } = setup(server())
    expect(await get()).toBeUndefined()
  })

  it("are not asked for again when the user did not want to say, until something is set", async () => {
    const { initial, get, credentials } = setup()
    const answers = [undefined, "sealed later"]
    let asked = 0
    credentials.onAsk(() => Promise.resolve(answers[asked++]))
    expect(await get()).toBeUndefined()
    expect(await get()).toBeUndefined()
    expect(asked).toBe(1)
    credentials.set(initial, undefined)
    expect(await get()).toBe("sealed later")
  })

  it("do not follow a server to another address or user", async () => {
    const { initial, get, state, credentials } = setup()
    credentials.set(initial, "sealed two")
    const asked: string[] = []
    credentials.onAsk(({ http }) => Promise.resolve(`sealed ${String(asked.push(http.url))}`))
    state.current = server("http://three:4096", "opencode")
    expect(await get()).toBe("sealed 1")
    expect(asked).toEqual(["http://three:4096"])
    state.current = server("http://three:4096")
    expect(await get()).toBeUndefined()
  })

  it("are refused when the list has another address under the id that they were typed for", async () => {
    const { initial, state, credentials, get } = setup()
    credentials.onAsk(() => Promise.resolve(undefined))
    state.current = server("http://three:4096", "opencode")
    expect(credentials.set(initial, "sealed two")).toBe(false)
    expect(await get()).toBeUndefined()
  })

  it("answer only the requests to the server that the question named", async () => {
    const { state, credentials, get } = setup()
    const answers = new Map<string, (secret: string) => void>()
    credentials.onAsk(({ http }) => new Promise((resolve) => answers.set(http.url, resolve)))
    const first = get()
    await Promise.resolve()
    state.current = server("http://three:4096", "opencode")
    const second = get()
    await Promise.resolve()
    answers.get("http://two:4096")?.("sealed two")
    answers.get("http://three:4096")?.("sealed three")
    expect([await first, await second, await get()]).toEqual([undefined, "sealed three", "sealed three"])
  })

  it("stay when those of the id's earlier address are forgotten", async () => {
    const { initial, state, credentials, get } = setup()
    state.current = server("http://three:4096", "opencode")
    credentials.set(state.current, "sealed three")
    credentials.set(initial, undefined)
    expect(await get()).toBe("sealed three")
  })

  it("are gone with the server", async () => {
    const { initial, get, state, credentials } = setup()
    credentials.set(initial, "sealed two")
    state.current = undefined
    expect(await get()).toBeUndefined()
  })

  it("treat a question that fails as not answered", async () => {
    const { get, credentials } = setup()
    credentials.onAsk(() => Promise.reject(new Error("closed")))
    expect(await get()).toBeUndefined()
  })

  it("tell who waits for a change", async () => {
    const { initial, credentials } = setup()
    const changed = credentials.changed(ID)
    credentials.set(initial, "sealed two")
    await expect(changed).resolves.toBeUndefined()
  })

  it("are there after a reload, without asking, and for WebSockets, which cannot wait", async () => {
    const { initial, credentials, open } = setup()
    credentials.set(initial, "sealed two")
    const reloaded = open()
    reloaded.onAsk(() => Promise.reject(new Error("asked")))
    expect(await reloaded.get(initial)).toBe("sealed two")
    expect(reloaded.peek(initial)).toBe("sealed two")
    expect(reloaded.peek(server("http://three:4096", "opencode"))).toBeUndefined()
  })

  it("of another tab are used, also while this one still asks", async () => {
    const { initial, credentials, get, open, storage } = setup()
    let answer: (value: undefined) => void = () => undefined
    credentials.onAsk(() => new Promise((resolve) => (answer = resolve)))
    const asked = get()
    const changed = credentials.changed(ID)
    await Promise.resolve()
    open().set(initial, "sealed elsewhere")
    storage.change()
    await changed
    answer(undefined)
    expect([await asked, await get()]).toEqual(["sealed elsewhere", "sealed elsewhere"])
  })
})
