import { describe, expect, it } from "vitest"
import type { OwnServer } from "../../domain/ownServer"
import type { ProvidedServer } from "../../domain/providedServer"
import { placeOf } from "./place"
import { routeOf, webSocketUrl } from "./route"

const OWN: readonly OwnServer[] = [
  { id: "~abcd2345", displayName: "Two", http: { url: "http://two:4096", username: "opencode" } },
  { id: "~efgh2345", http: { url: "http://two:4096/deep" } },
]
const at = (key: string, url: string): ProvidedServer => ({ key, name: key, url, source: "config", default: false })
const PROVIDED = [at("local", "http://localhost:4096"), at("team", "http://team:4096/base"), at("same", "http://two:4096/deep"), at("below", "http://two:4096/deep/er")]
const provided = placeOf("https://gw.example", "/nb/", "local")
const own = placeOf("https://gw.example", "/nb/", "~abcd2345")
const route = (url: string, place = provided) => routeOf(new URL(url, `https://gw.example${place.mount}/`), place, { own: OWN, provided: PROVIDED })

describe("requests to the page's own origin", () => {
  it.each([
    ["/session?directory=%2Fa%20b", "/nb/api/servers/local/proxy/session?directory=%2Fa%20b"],
    ["https://gw.example/global/health", "/nb/api/servers/local/proxy/global/health"],
    ["https://gw.example/api/health", "/nb/api/servers/local/proxy/api/health"],
    ["/nb/s/local/session", "/nb/api/servers/local/proxy/session"],
    ["session", "/nb/api/servers/local/proxy/session"],
    ["wss://gw.example/pty/1/connect?ticket=t", "/nb/api/servers/local/proxy/pty/1/connect?ticket=t"],
    ["/nb/api/servers", "/nb/api/servers/local/proxy/nb/api/servers"],
  ])("%s goes to the mounted provided server", (url, expected) => {
    expect(route(url)).toEqual({ kind: "proxied", url: expected, isMounted: true, server: "local" })
  })

  it("goes to the mounted own server with its address and secret", () => {
    expect(route("/session", own)).toEqual({ kind: "proxied", url: "/nb/api/proxy/session", target: "http://two:4096", secretOf: OWN[0], isMounted: true, server: "~abcd2345" })
  })

  it("goes nowhere when the own server has been removed", () => {
    expect(routeOf(new URL("https://gw.example/session"), own, { own: [], provided: [] })).toEqual({ kind: "refused" })
  })

  it.each(["/nb/ui/0123/assets/a.wasm", "data:text/plain,x", "blob:https://gw.example/1-2"])("%s is left alone", (url) => {
    expect(route(url)).toEqual({ kind: "untouched" })
  })
})

describe("requests to other origins", () => {
  it.each([
    ["http://two:4096/session", "/nb/api/proxy/session", "http://two:4096", OWN[0]],
    ["http://two:4096/deep/session", "/nb/api/proxy/session", "http://two:4096/deep", OWN[1]],
    ["http://two:4096/deeper/session", "/nb/api/proxy/deeper/session", "http://two:4096", OWN[0]],
    ["ws://two:4096/deep/pty", "/nb/api/proxy/pty", "http://two:4096/deep", OWN[1]],
  ])("%s belongs to a server of the list", (url, path, target, secretOf) => {
    expect(route(url)).toEqual({ kind: "proxied", url: path, target, secretOf, isMounted: false, server: secretOf?.id })
  })

  it.each([
    ["http://team:4096/base/session?x=1", "/nb/api/servers/team/proxy/session?x=1", "team"],
    ["http://team:4096/base", "/nb/api/servers/team/proxy/", "team"],
    ["ws://team:4096/base/pty?auth_token=c2VjcmV0", "/nb/api/servers/team/proxy/pty", "team"],
    ["http://two:4096/deep/er/session", "/nb/api/servers/below/proxy/session", "below"],
  ])("%s belongs to a provided server, whose credential is not the page's", (url, path, server) => {
    expect(route(url)).toEqual({ kind: "proxied", url: path, isMounted: false, server })
  })

  it("may be the mounted provided server's own address", () => {
    expect(route("http://localhost:4096/session")).toEqual({ kind: "proxied", url: "/nb/api/servers/local/proxy/session", isMounted: true, server: "local" })
  })

  it.each(["http://team:4096/basement/x", "http://two:4097/x", "https://two:4096/x", "http://user:pw@three:4096/x"])("%s is a stranger", (url) => {
    expect(route(url)).toEqual({ kind: "stranger" })
  })

  it.each(["https://opencode.ai/changelog.json", "https://app.opencode.ai/", "https://models.dev/api.json", "wss://x.opencode.ai/"])("%s is not asked", (url) => {
    expect(route(url)).toEqual({ kind: "refused" })
  })

  it.each(["https://notopencode.ai/x", "http://opencode.ai.internal:4096/x"])("%s is a stranger like any other", (url) => {
    expect(route(url)).toEqual({ kind: "stranger" })
  })
})

it("takes user and password out of the query", () => {
  expect(route("/pty?auth_token=c2VjcmV0&cursor=0")).toMatchObject({ url: "/nb/api/servers/local/proxy/pty?cursor=0" })
  expect(route("/pty?auth_token=c2VjcmV0")).toMatchObject({ url: "/nb/api/servers/local/proxy/pty" })
})

it("names the target of a WebSocket in the query", () => {
  const toOwn = route("wss://gw.example/pty/1/connect?ticket=t", own)
  const toProvided = route("wss://gw.example/pty/1/connect?ticket=t")
  if (toOwn.kind !== "proxied" || toProvided.kind !== "proxied") throw new Error("not proxied")
  expect(webSocketUrl(toOwn, own)).toBe("wss://gw.example/nb/api/proxy/pty/1/connect?ticket=t&target=http%3A%2F%2Ftwo%3A4096")
  expect(webSocketUrl(toProvided, provided)).toBe("wss://gw.example/nb/api/servers/local/proxy/pty/1/connect?ticket=t")
})
