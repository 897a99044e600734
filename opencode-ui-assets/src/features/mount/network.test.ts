import { beforeEach, describe, expect, it, vi } from "vitest"
import type { OwnServer } from "../../domain/ownServer"
import { credentialsInMemory } from "./credentialRig"
import { createCredentials } from "./credentials"
import { mountedFetch, mountedWebSocket } from "./network"
import { placeOf } from "./place"
import { whenAccepted } from "./start"

const ID = "~abcd2345"
const TWO: OwnServer = { id: ID, http: { url: "http://two:4096", username: "opencode" } }
const OWN: readonly OwnServer[] = [TWO]
const FROM_US = { "X-Opencode-Proxy": "1.0" }
const REJECTED = { ...FROM_US, "X-Opencode-Proxy-Error": "upstream_auth_required" }

interface Sent {
  readonly url: string
  readonly init: RequestInit & { headers: Headers }
}

function setup(serverId: string, answer: (sent: Sent, nth: number) => Response = () => new Response("ok", { headers: FROM_US })) {
  const sent: Sent[] = []
  const events: string[] = []
  const credentials = createCredentials(() => OWN, credentialsInMemory())
  const network = {
    place: placeOf("https://gw.example", "/nb/", serverId),
    nativeFetch: ((url: string, init: Sent["init"]) => {
      sent.push({ url, init })
      return Promise.resolve(answer({ url, init }, sent.length))
    }) as typeof fetch,
    servers: () => OWN,
    credentials,
    onForeignAnswer: () => events.push("foreign"),
    onUnknownServer: () => events.push("unknown"),
  }
  return { fetch: mountedFetch(network), network, credentials, sent, events }
}

beforeEach(() => {
  vi.stubGlobal("document", { baseURI: "https://gw.example/nb/s/local/" })
})

describe("fetch", () => {
  it("proves that it comes from this page, keeps the app's headers and drops its password", async () => {
    const { fetch, sent } = setup("local")
    await fetch("/session", { headers: { Authorization: "Basic xxx", "x-opencode-directory": "%2Fa" } })
    expect(sent[0]?.url).toBe("/nb/api/servers/local/proxy/session")
    expect(Object.fromEntries(sent[0]?.init.headers ?? [])).toEqual({ "x-opencode-proxy": "1", "x-opencode-directory": "%2Fa" })
    expect(sent[0]?.init).toMatchObject({ method: "GET", credentials: "same-origin", redirect: "manual" })
  })

  it("sends the body of a Request", async () => {
    const { fetch, sent } = setup("local")
    await fetch(new Request("https://gw.example/session", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }))
    expect(sent[0]?.init.method).toBe("POST")
    expect(new TextDecoder().decode(sent[0]?.init.body as ArrayBuffer)).toBe("{}")
    expect(sent[0]?.init.headers.get("content-type")).toBe("application/json")
  })

  it("can be aborted while it waits for a password", async () => {
    const { fetch, sent } = setup(ID)
    const controller = new AbortController()
    const response = fetch("/session", { signal: controller.signal })
    controller.abort()
    await expect(response).rejects.toThrow("aborted")
    expect(sent).toEqual([])
  })

  it("sends an own server's address and secret, and asks again when the secret is rejected", async () => {
    const { fetch, sent, credentials } = setup(ID, ({ init }) =>
      init.headers.get("X-Target-Credential") === "right" ? new Response("ok", { headers: FROM_US }) : new Response(null, { status: 401, headers: REJECTED }),
    )
    const answers = ["wrong", "right"]
    credentials.onAsk(() => Promise.resolve(answers.shift()))
    const responses = await Promise.all([fetch("/a", { method: "POST", body: "x" }), fetch("/b")])
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    expect(answers).toEqual([])
    expect(sent.every(({ init }) => init.headers.get("X-Target-Server") === "http://two:4096")).toBe(true)
  })

  it("asks again when the proxy cannot open what was kept", async () => {
    const { fetch, sent, credentials } = setup(ID, ({ init }) =>
      init.headers.get("X-Target-Credential") === "right"
        ? new Response("ok", { headers: FROM_US })
        : new Response(null, { status: 403, headers: { ...FROM_US, "X-Opencode-Proxy-Error": "credential_rejected" } }),
    )
    credentials.set(TWO, "of other keys")
    credentials.onAsk(() => Promise.resolve("right"))
    expect((await fetch("/a")).status).toBe(200)
    expect(sent.map(({ init }) => init.headers.get("X-Target-Credential"))).toEqual(["of other keys", "right"])
    expect(sent.every(({ init }) => !init.headers.has("X-Target-Authorization"))).toBe(true)
  })

  it("gives the refusal to the app when the user does not say the password", async () => {
    const { fetch, credentials } = setup(ID, () => new Response(null, { status: 401, headers: REJECTED }))
    credentials.onAsk(() => Promise.resolve(undefined))
    expect((await fetch("/a")).status).toBe(401)
  })

  it("asks no public host", async () => {
    const { fetch, sent } = setup("local")
    expect((await fetch("https://opencode.ai/changelog.json")).status).toBe(404)
    expect(sent).toEqual([])
  })

  it("leaves our own files and data to the browser", async () => {
    const { fetch, sent } = setup("local")
    await fetch("data:text/plain,x")
    await fetch("https://gw.example/nb/ui/0123/a.wasm")
    expect(sent.map(({ url }) => url)).toEqual(["data:text/plain,x", "https://gw.example/nb/ui/0123/a.wasm"])
    expect(sent[0]?.init).toBeUndefined()
  })

  it.each([
    ["a login page", new Response("<html>", { status: 200 }), ["foreign"]],
    ["a gateway's refusal", new Response(null, { status: 403 }), ["foreign"]],
    ["a gateway that finds nobody", new Response(null, { status: 503 }), []],
    ["an unknown server", new Response(null, { status: 404, headers: { ...FROM_US, "X-Opencode-Proxy-Error": "server_unknown" } }), ["unknown"]],
    ["the server's own 404", new Response(null, { status: 404, headers: FROM_US }), []],
  ])("tells %s from an answer, and passes it on", async (_, answer, expected) => {
    const { fetch, events } = setup("local", () => answer)
    expect(await fetch("/session")).toBe(answer)
    expect(events).toEqual(expected)
  })
})

describe("start of the UI for a server with a password", () => {
  it("waits until the server accepts one, also when the user first closes the dialog", async () => {
    const { fetch, credentials } = setup(ID, ({ init }) =>
      init.headers.get("X-Target-Credential") === "right" ? new Response("ok", { headers: FROM_US }) : new Response(null, { status: 401, headers: REJECTED }),
    )
    credentials.onAsk(() => Promise.resolve(undefined))
    let isStarted = false
    const started = whenAccepted(ID, fetch, credentials).then(() => {
      isStarted = true
    })
    await vi.waitFor(async () => {
      expect(await credentials.get(TWO)).toBeUndefined()
    })
    expect(isStarted).toBe(false)
    credentials.set(TWO, "right")
    await started
  })

  it("does not wait for a password of an address that another tab has changed", async () => {
    const { network } = setup(ID, ({ init }) =>
      init.headers.get("X-Target-Server") === "http://three:4096" ? new Response("ok", { headers: FROM_US }) : new Response(null, { status: 401, headers: REJECTED }),
    )
    const three: OwnServer = { id: ID, http: { url: "http://three:4096" } }
    let list = OWN
    const live = createCredentials(() => list, credentialsInMemory())
    live.onAsk(() => {
      list = [three]
      return Promise.resolve(undefined)
    })
    await whenAccepted(ID, mountedFetch({ ...network, servers: () => list, credentials: live }), live)
  })

  it("does not wait for a server that is down", async () => {
    const { fetch, credentials } = setup(ID, () => new Response(null, { status: 502, headers: FROM_US }))
    credentials.set(TWO, "right")
    await whenAccepted(ID, fetch, credentials)
  })
})

it("opens a WebSocket on the proxy and none to a public host", () => {
  const opened: unknown[] = []
  const Native = function (...args: unknown[]): void {
    opened.push(...args)
  }
  const Mounted = mountedWebSocket(Native as unknown as typeof WebSocket, setup("local").network)
  new Mounted("wss://gw.example/pty/1/connect?ticket=t", "p")
  expect(opened).toEqual(["wss://gw.example/nb/api/servers/local/proxy/pty/1/connect?ticket=t", "p"])
  expect(() => new Mounted("wss://x.opencode.ai/")).toThrow(DOMException)
})

it("opens a WebSocket of an own server with its credential", () => {
  const opened: unknown[] = []
  const Native = function (...args: unknown[]): void {
    opened.push(args[0])
  }
  const { network, credentials } = setup(ID)
  const Mounted = mountedWebSocket(Native as unknown as typeof WebSocket, network)
  new Mounted("wss://gw.example/pty/1/connect?ticket=t")
  credentials.set(TWO, "e30..aXY.dGV4dA.dGFn")
  new Mounted("wss://gw.example/pty/1/connect?ticket=t")
  const address = "wss://gw.example/nb/api/proxy/pty/1/connect?ticket=t&target=http%3A%2F%2Ftwo%3A4096"
  expect(opened).toEqual([address, `${address}&credential=e30..aXY.dGV4dA.dGFn`])
})
