import { describe, expect, it, vi } from "vitest"
import { createProxyClient } from "./proxyClient"

const OURS = { "X-Opencode-Proxy": "1.0", "Content-Type": "application/json" }

function clientFor(answer: () => Promise<Response>) {
  const nativeFetch = vi.fn<typeof fetch>(answer)
  return { client: createProxyClient("/nb/", nativeFetch), nativeFetch }
}

const json = (body: unknown, init: ResponseInit = { headers: OURS }) => Promise.resolve(new Response(JSON.stringify(body), init))
const live = () => new AbortController().signal

describe("a call", () => {
  it("proves that it comes from our page, and follows no redirect", async () => {
    const { client, nativeFetch } = clientFor(() => json({ servers: [] }))
    expect(await client.providedServers(live())).toEqual({ value: { servers: [], problems: [] } })
    const [url, init] = nativeFetch.mock.calls[0] ?? []
    expect(url).toBe("/nb/api/servers")
    expect(init).toMatchObject({ headers: { "X-Opencode-Proxy": "1" }, redirect: "manual", cache: "no-store" })
  })

  it("asks for health in order, with a credential for each that has one", async () => {
    const { client, nativeFetch } = clientFor(() => json({ results: [{ state: "healthy" }] }))
    const targets = [{ key: "local" }, { url: "http://a" }]
    expect(await client.checkHealth({ targets }, live())).toEqual({ value: [{ state: "healthy" }, { state: "unknown" }] })
    const own = [{ url: "http://a", credential: "sealed" }]
    await client.checkHealth({ targets: own }, live())
    expect(nativeFetch.mock.calls[1]?.[1]?.body).toBe(JSON.stringify({ servers: own }))
    expect(nativeFetch.mock.calls[0]?.[1]?.body).toBe(JSON.stringify({ servers: targets }))
  })

  it("exchanges a password for what only the server side can open", async () => {
    const { client, nativeFetch } = clientFor(() => json({ credential: "e30..aXY.dGV4dA.dGFn" }))
    const secret = { server: "http://a", type: "basic", username: "u", password: "s3cret" } as const
    expect(await client.seal(secret, live())).toEqual({ value: "e30..aXY.dGV4dA.dGFn" })
    const [url, init] = nativeFetch.mock.calls[0] ?? []
    expect(url).toBe("/nb/api/credentials")
    expect(init).toMatchObject({ method: "POST", body: JSON.stringify(secret) })
  })

  it.each([{}, { credential: "s3cret" }, { credential: 7 }, null])("keeps nothing of the answer %j", async (answer) => {
    const { client } = clientFor(() => json(answer))
    expect(await client.seal({ server: "h", type: "basic", username: "u", password: "p" }, live())).toEqual({ failure: "refused" })
  })

  it.each([
    ["a login page", () => json("login", { status: 200 }), { failure: "session_expired" }],
    ["a gateway's 401", () => json("", { status: 401 }), { failure: "session_expired" }],
    ["a gateway's 503", () => json("", { status: 503 }), { failure: "unreachable" }],
    ["a credential that cannot be opened", () => json({}, { status: 403, headers: { ...OURS, "X-Opencode-Proxy-Error": "credential_rejected" } }), { failure: "credential_rejected" }],
    ["our own 429", () => json({}, { status: 429, headers: { ...OURS, "X-Opencode-Proxy-Error": "rate_limited" } }), { failure: "rate_limited" }],
    ["our own 403", () => json({}, { status: 403, headers: OURS }), { failure: "refused" }],
    ["no network", () => Promise.reject(new TypeError("Failed to fetch")), { failure: "unreachable" }],
    ["a body that is cut off", () => Promise.resolve(new Response("{", { headers: OURS })), { failure: "unreachable" }],
  ])("answered by %s is told apart", async (_, answer, expected) => {
    expect(await clientFor(answer).client.providedServers(live())).toEqual(expected)
  })

  it("answered by a redirect means that the session has ended", async () => {
    const redirect = { type: "opaqueredirect", status: 0, headers: new Headers() } as Response
    expect(await clientFor(() => Promise.resolve(redirect)).client.providedServers(live())).toEqual({ failure: "session_expired" })
  })

  it("that nobody waits for any more is no failure", async () => {
    const stop = new AbortController()
    stop.abort()
    const { client } = clientFor(() => Promise.reject(new DOMException("x", "AbortError")))
    expect(await client.providedServers(stop.signal)).toEqual({ aborted: true })
  })
})
