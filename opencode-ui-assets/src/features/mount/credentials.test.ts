import { describe, expect, it } from "vitest"
import type { OwnServer } from "../../domain/ownServer"
import { createCredentials } from "./credentials"

const ID = "~abcd2345"
const server = (url = "http://two:4096", username?: string): OwnServer => ({ id: ID, http: { url, ...(username === undefined ? {} : { username }) } })

function setup(initial = server("http://two:4096", "opencode")) {
  const state = { current: initial as OwnServer | undefined }
  const credentials = createCredentials(() => state.current)
  return { state, credentials }
}

describe("secrets of own servers", () => {
  it("are asked for once, for all who wait, also before there is anyone to ask", async () => {
    const { credentials } = setup()
    const waiting = [credentials.get(ID), credentials.get(ID)]
    let asked = 0
    credentials.onAsk(() => Promise.resolve(`Basic ${++asked}`))
    expect(await Promise.all(waiting)).toEqual(["Basic 1", "Basic 1"])
    expect(await credentials.get(ID)).toBe("Basic 1")
  })

  it("are not asked for without a user name", async () => {
    const { credentials } = setup(server())
    expect(await credentials.get(ID)).toBeUndefined()
  })

  it("are not asked for again when the user did not want to say, until something is set", async () => {
    const { credentials } = setup()
    const answers = [undefined, "Basic later"]
    let asked = 0
    credentials.onAsk(() => Promise.resolve(answers[asked++]))
    expect(await credentials.get(ID)).toBeUndefined()
    expect(await credentials.get(ID)).toBeUndefined()
    expect(asked).toBe(1)
    credentials.set(ID, undefined)
    expect(await credentials.get(ID)).toBe("Basic later")
  })

  it("do not follow a server to another address or user", async () => {
    const { state, credentials } = setup()
    credentials.set(ID, "Basic two")
    const asked: string[] = []
    credentials.onAsk(({ http }) => Promise.resolve(`Basic ${String(asked.push(http.url))}`))
    state.current = server("http://three:4096", "opencode")
    expect(await credentials.get(ID)).toBe("Basic 1")
    expect(asked).toEqual(["http://three:4096"])
    state.current = server("http://three:4096")
    expect(await credentials.get(ID)).toBeUndefined()
  })

  it("are gone with the server", async () => {
    const { state, credentials } = setup()
    credentials.set(ID, "Basic two")
    state.current = undefined
    expect(await credentials.get(ID)).toBeUndefined()
  })

  it("treat a question that fails as not answered", async () => {
    const { credentials } = setup()
    credentials.onAsk(() => Promise.reject(new Error("closed")))
    expect(await credentials.get(ID)).toBeUndefined()
  })

  it("tell who waits for a change", async () => {
    const { credentials } = setup()
    const changed = credentials.changed(ID)
    credentials.set(ID, "Basic two")
    await expect(changed).resolves.toBeUndefined()
  })
})
