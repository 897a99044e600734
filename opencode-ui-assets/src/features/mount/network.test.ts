import { beforeEach, describe, expect, it, vi } from "vitest"
import type { OwnServer } from "../../domain/ownServer"
import { credentialsInMemory } from "./credentialRig"
import { createCredentials } from "./credentials"
import { mountedFetch, mountedWebSocket } from "./network"
import { placeOf } from "./place"
import { createSessionGate } from "./session"
import { createStrangers } from "./stranger"

const ID = "~abcd2345"
const TWO: OwnServer = { id: ID, http: { url: "http://two:4096", username: "opencode" } }
const OTHER: OwnServer = { id: "~other234", http: { url: "http://other:4096", username: "opencode" } }
const OWN: readonly OwnServer[] = [TWO, OTHER]
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
  const nativeFetch = ((url: string, init: Sent["init"]) => {
    sent.push({ url, init })
    return Promise.resolve(answer({ url, init }, sent.length))
  }) as typeof fetch
  let time = 0
  const form = { address: "" }
  const streams: string[] = []
  const network = {
    place: placeOf("https://gw.example", "/nb/", serverId),
    nativeFetch,
    servers: () => ({ own: OWN, provided: [] }),
    credentials,
    events: {
      fetch: (server: string, url: string, headers: Headers) => {
        streams.push(`${server} ${url} ${headers.get("X-Target-Credential") ?? "-"}`)
        return Promise.resolve(new Response("data: x\n\n", { headers: FROM_US }))
      },
    },
    session: createSessionGate(() => time, { onEnded: () => events.push("foreign"), onBack: () => events.push("back") }),
    strangers: createStrangers({
      base: "/nb/",
      nativeFetch,
      secrets: { seal: ({ url, username, password }) => Promise.resolve(`sealed:${url}:${username}:${password.length}`), sealed: () => undefined },
      isMeant: (address) => Promise.resolve(address === form.address),
    }),
    onUnknownServer: () => events.push("unknown"),
  }
  const wait = (ms: number): void => {
    time += ms
  }
  return { fetch: mountedFetch(network), network, credentials, sent, events, streams, form, wait }
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

describe("event streams", () => {
  it.each([
    ["local", "/global/event", "local /nb/api/servers/local/proxy/global/event -"],
    ["local", "/api/event", "local /nb/api/servers/local/proxy/api/event -"],
    ["local", "/event?directory=%2Fa", "local /nb/api/servers/local/proxy/event?directory=%2Fa -"],
    ["local", "http://other:4096/global/event", "~other234 /nb/api/proxy/global/event -"],
  ])("of %s at %s are kept for all tabs", async (id, path, stream) => {
    const { fetch, streams, sent } = setup(id)
    expect((await fetch(path)).ok).toBe(true)
    expect([streams, sent]).toEqual([[stream], []])
  })

  it("have the server's secret", async () => {
    const { fetch, streams, credentials } = setup(ID)
    credentials.set(TWO, "sealed")
    await fetch("/global/event")
    expect(streams).toEqual([`${ID} /nb/api/proxy/global/event sealed`])
  })

  it.each(["/session/s/event", "/api/session/s/event?after=0", "/global/events", "/file?path=/proxy/event"])("%s is the page's own", async (path) => {
    const { fetch, streams, sent } = setup("local")
    await fetch(path)
    expect([streams, sent.length]).toEqual([[], 1])
  })
})

describe("another server of the UI's list", () => {
  it("asks nobody for a password: that is done by who opens it", async () => {
    const { fetch, sent, credentials } = setup(ID, () => new Response(null, { status: 401, headers: REJECTED }))
    const asked = vi.fn(() => Promise.resolve("right"))
    credentials.onAsk(asked)
    expect((await fetch("http://other:4096/session")).status).toBe(401)
    expect([asked.mock.calls.length, sent.length]).toEqual([0, 1])
  })
})

describe("an address that is typed into the UI's form", () => {
  const PARTS = ["http://ne", "http://new:4", "http://new:4096"]
  const typed = { headers: { Authorization: `Basic ${btoa("opencode:pa:ss")}` } }

  it("is not asked while it is typed, nor is its password sent anywhere", async () => {
    const { fetch, sent } = setup(ID)
    for (const url of PARTS) {
      expect((await fetch(`${url}/global/health`, typed)).ok).toBe(false)
      expect((await fetch(`${url}/api/health`, typed)).ok).toBe(false)
    }
    expect(sent).toEqual([])
  })

  it("is asked when the form is done, with a password that is sealed for it alone", async () => {
    const { fetch, sent, form } = setup(ID)
    form.address = "http://new:4096/deep"
    expect((await fetch("http://New:4096/deep/global/health", typed)).ok).toBe(true)
    expect(sent.map(({ url, init }) => [url, init.headers])).toEqual([
      [
        "/nb/api/proxy/global/health",
        { Accept: "application/json", "X-Opencode-Proxy": "1", "X-Target-Server": "http://new:4096/deep", "X-Target-Credential": "sealed:http://new:4096/deep:opencode:5" },
      ],
    ])
  })

  it("is asked for its health only", async () => {
    const { fetch, sent, form } = setup(ID)
    form.address = "http://new:4096"
    expect((await fetch("http://new:4096/session", typed)).status).toBe(404)
    expect((await fetch("http://new:4096/global/health", { method: "POST" })).status).toBe(404)
    expect(sent).toEqual([])
  })
})

describe("when the gateway's session has ended", () => {
  it("one request in a while finds out whether it is back, the others stay here", async () => {
    let answer = new Response("<html>")
    const { fetch, sent, events, wait } = setup("local", () => answer)
    await fetch("/a")
    for (let i = 0; i < 50; i += 1) expect((await fetch("/b")).status).toBe(503)
    expect([sent.length, events]).toEqual([1, ["foreign"]])
    wait(15_000)
    answer = new Response("ok", { headers: FROM_US })
    await fetch("/c")
    await fetch("/d")
    expect(sent.map(({ url }) => url.slice(-2))).toEqual(["/a", "/c", "/d"])
    expect(events).toEqual(["foreign", "back"])
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
