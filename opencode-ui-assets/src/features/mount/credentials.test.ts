import { describe, expect, it } from "vitest"
import type { OwnServer } from "../../domain/ownServer"
import { createCredentials } from "./credentials"

const ID = "~abcd2345"
const server = (url = "http://two:4096", username?: string): OwnServer => ({ id: ID, http: { url, ...(username === undefined ? {} : { username }) } })

function setup(initial = server("http://two:4096", "opencode")) {
  const state = { current: initial as OwnServer | undefined }
  const credentials = createCredentials(() => (state.current ? [state.current] : []))
  const get = () => credentials.get(state.current ?? initial)
  return { initial, state, credentials, get }
}

describe("secrets of own servers", () => {
  it("are asked for once, for all who wait, also before there is anyone to ask", async () => {
    const { get, credentials } = setup()
    const waiting = [get(), get()]
    let asked = 0
    credentials.onAsk(() => Promise.resolve(`Basic ${++asked}`))
    expect(await Promise.all(waiting)).toEqual(["Basic 1", "Basic 1"])
    expect(await get()).toBe("Basic 1")
  })

  it("are not asked for without a user name", async () => {
    const { get } = setup(server())
    expect(await get()).toBeUndefined()
  })

  it("are not asked for again when the user did not want to say, until something is set", async () => {
    const { initial, get, credentials } = setup()
    const answers = [undefined, "Basic later"]
    let asked = 0
    credentials.onAsk(() => Promise.resolve(answers[asked++]))
    expect(await get()).toBeUndefined()
    expect(await get()).toBeUndefined()
    expect(asked).toBe(1)
    credentials.set(initial, undefined)
    expect(await get()).toBe("Basic later")
  })

  it("do not follow a server to another address or user", async () => {
    const { initial, get, state, credentials } = setup()
    credentials.set(initial, "Basic two")
    const asked: string[] = []
    credentials.onAsk(({ http }) => Promise.resolve(`Basic ${String(asked.push(http.url))}`))
    state.current = server("http://three:4096", "opencode")
    expect(await get()).toBe("Basic 1")
    expect(asked).toEqual(["http://three:4096"])
    state.current = server("http://three:4096")
    expect(await get()).toBeUndefined()
  })

  it("are refused when the list has another address under the id that they were typed for", async () => {
    const { initial, state, credentials, get } = setup()
    credentials.onAsk(() => Promise.resolve(undefined))
    state.current = server("http://three:4096", "opencode")
    expect(credentials.set(initial, "Basic two")).toBe(false)
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
    answers.get("http://two:4096")?.("Basic two")
    answers.get("http://three:4096")?.("Basic three")
    expect([await first, await second, await get()]).toEqual([undefined, "Basic three", "Basic three"])
  })

  it("stay when those of the id's earlier address are forgotten", async () => {
    const { initial, state, credentials, get } = setup()
    state.current = server("http://three:4096", "opencode")
    credentials.set(state.current, "Basic three")
    credentials.set(initial, undefined)
    expect(await get()).toBe("Basic three")
  })

  it("are gone with the server", async () => {
    const { initial, get, state, credentials } = setup()
    credentials.set(initial, "Basic two")
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
    credentials.set(initial, "Basic two")
    await expect(changed).resolves.toBeUndefined()
  })
})
