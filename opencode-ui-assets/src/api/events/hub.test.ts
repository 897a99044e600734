import { describe, expect, it } from "vitest"
import { ask, fakeClock, fakeServer, HELLO, hubFor, OURS, reading, settle, tabOf } from "./hubRig"
import { PING_MS } from "./tabEvents"
import { TAB_SILENCE_MS } from "./hub"
import { pauseBefore, SILENCE_MS } from "./upstream"

const EVENT = 'data: {"payload":{"type":"message.part.updated","properties":{"text":"ä"}}}\n\n'

function setup() {
  const server = fakeServer()
  const clock = fakeClock()
  return { server, clock, hub: hubFor(server, clock) }
}

describe("ten tabs on one server", () => {
  it("share one stream, and all see each event", async () => {
    const { server, clock, hub } = setup()
    const tabs = Array.from({ length: 10 }, () => tabOf(hub, clock))
    const answers = tabs.map((tab) => ask(tab))
    await settle()
    server.streams[0]?.send(HELLO + EVENT)
    const texts = (await Promise.all(answers)).map(reading)
    await settle()
    expect(server.asked).toEqual(["/nb/api/servers/a/proxy/global/event"])
    expect(texts.map(({ text }) => text)).toEqual(tabs.map(() => HELLO + EVENT))
  })

  it("greet one that comes late as the server greeted the first", async () => {
    const { server, clock, hub } = setup()
    const [early, late] = [tabOf(hub, clock), tabOf(hub, clock)]
    void ask(early)
    await settle()
    server.streams[0]?.send(`: heartbeat\n\n${HELLO}${EVENT}`)
    await settle()
    const text = reading(await ask(late))
    server.streams[0]?.send(EVENT)
    await settle()
    expect(text.text).toBe(HELLO + EVENT)
  })

  it("end the stream with the last of them, also when that goes without a word", async () => {
    const { server, clock, hub } = setup()
    const [one, two] = [tabOf(hub, clock), tabOf(hub, clock)]
    const leaving = new AbortController()
    const answer = ask(one, "a", undefined, leaving.signal)
    void ask(two)
    await answer
    leaving.abort()
    await settle()
    expect(server.open()).toHaveLength(1)
    two.cut()
    await clock.turn(TAB_SILENCE_MS + PING_MS * 2)
    expect(server.open()).toHaveLength(0)
  })

  it("get what they asked for again when the hub has taken them for dead", async () => {
    const { server, clock, hub } = setup()
    const sleeper = tabOf(hub, clock)
    const text = reading(await ask(sleeper))
    tabOf(hub, clock)
    sleeper.cut()
    await clock.turn(TAB_SILENCE_MS + PING_MS * 2)
    expect(server.open()).toHaveLength(0)
    sleeper.cut(false)
    await clock.turn(PING_MS)
    server.open()[0]?.send(HELLO)
    await settle()
    expect(text).toEqual({ text: HELLO, hasEnded: false })
  })

  it("get each event once when they have said several things before they knew that", async () => {
    const { server, clock, hub } = setup()
    const sleeper = tabOf(hub, clock)
    const text = reading(await ask(sleeper))
    tabOf(hub, clock)
    sleeper.cut()
    await clock.turn(TAB_SILENCE_MS + PING_MS * 2)
    sleeper.cut(false)
    sleeper.show(true)
    sleeper.fire("online")
    await settle()
    server.open()[0]?.send(EVENT)
    await settle()
    expect(text.text).toBe(EVENT)
    sleeper.fire("pagehide")
    await settle()
    expect(server.open()).toHaveLength(0)
  })

  it("come back out of the browser's memory of pages", async () => {
    const { server, clock, hub } = setup()
    const tab = tabOf(hub, clock)
    const text = reading(await ask(tab))
    tab.fire("pagehide")
    await settle()
    expect(server.open()).toHaveLength(0)
    tab.fire("pageshow")
    await settle()
    server.streams[1]?.send(HELLO)
    await settle()
    expect(text.text).toBe(HELLO)
  })
})

describe("a stream that is lost", () => {
  it("is asked for again behind the page's back, which sees the new greeting", async () => {
    const { server, clock, hub } = setup()
    const tab = tabOf(hub, clock)
    const text = reading(await ask(tab))
    server.streams[0]?.send(HELLO)
    await clock.turn(10_000)
    server.streams[0]?.end()
    await clock.turn(600)
    server.streams[1]?.send(HELLO)
    await settle()
    expect(text).toEqual({ text: HELLO + HELLO, hasEnded: false })
    expect(tab.events.link()).toEqual({ state: "open", misses: 0 })
  })

  it("is given up when it is silent for too long", async () => {
    const { server, clock, hub } = setup()
    const tab = tabOf(hub, clock)
    await ask(tab)
    server.streams[0]?.send(HELLO)
    await clock.turn(SILENCE_MS - 1)
    expect(server.streams[0]?.isOpen()).toBe(true)
    await clock.turn(1)
    expect(server.streams[0]?.isOpen()).toBe(false)
    expect(tab.events.link()).toMatchObject({ state: "lost", reason: "silent" })
  })

  it.each([
    ["refused by the server's machine", () => new Response(null, { status: 502, headers: { ...OURS, "X-Opencode-Proxy-Error": "upstream_refused" } }), "upstream_refused"],
    ["answered by a gateway that finds nobody", () => new Response(null, { status: 503 }), "unreachable"],
    ["answered by a login page", () => new Response("<html>"), "session_expired"],
    ["not answered at all", () => new TypeError("Failed to fetch"), "unreachable"],
    ["one too many", () => new Response(null, { status: 429, headers: { ...OURS, "X-Opencode-Proxy-Error": "too_many_streams", "Retry-After": "7" } }), "too_many_streams"],
  ])("says why when it is %s", async (_, answer, reason) => {
    const { server, clock, hub } = setup()
    server.rule.answer = answer
    const tab = tabOf(hub, clock)
    const answered = ask(tab).then(() => true)
    await settle()
    expect(tab.events.link()).toMatchObject({ state: "lost", misses: 1, reason })
    server.rule.answer = () => "stream"
    tab.events.retry()
    await expect(answered).resolves.toBe(true)
  })

  it("is asked for less and less often, by chance a little earlier or later", () => {
    expect([0, 1, 2, 3, 6, 60].map((misses) => pauseBefore(misses, () => 1))).toEqual([500, 1000, 2000, 4000, 30_000, 30_000])
    expect(pauseBefore(3, () => 0)).toBe(2000)
  })

  it("is no storm when a server takes it and ends it at once", async () => {
    const { server, clock, hub } = setup()
    void ask(tabOf(hub, clock))
    const ending = setInterval(() => { server.open().forEach((stream) => { stream.end() }) }, 0)
    await clock.turn(60_000)
    clearInterval(ending)
    expect(server.asked.length).toBeLessThan(10)
  })

  it("is tried at once when the network is back or the tab is looked at", async () => {
    const { server, clock, hub } = setup()
    server.rule.answer = () => new TypeError("Failed to fetch")
    const tab = tabOf(hub, clock, { isVisible: false })
    void ask(tab)
    await settle()
    tab.fire("online")
    await settle()
    tab.show(true)
    await settle()
    expect(server.asked).toHaveLength(3)
  })
})

describe("a refusal", () => {
  it("reaches the page as it is, and the page may ask again with another secret", async () => {
    const { server, clock, hub } = setup()
    server.rule.answer = (_, headers) =>
      headers["x-target-credential"] === "right" ? "stream" : new Response('{"code":"x"}', { status: 401, headers: { "X-Opencode-Proxy": "1", "X-Opencode-Proxy-Error": "upstream_auth_required" } })
    const tab = tabOf(hub, clock)
    const refused = await ask(tab)
    expect([refused.status, refused.headers.get("X-Opencode-Proxy-Error"), await refused.text()]).toEqual([401, "upstream_auth_required", '{"code":"x"}'])
    const { signal } = new AbortController()
    expect((await tab.events.fetch("a", "/nb/x", new Headers({ "X-Target-Credential": "right" }), signal)).status).toBe(200)
  })

  it("ends the stream of a page that had one", async () => {
    const { server, clock, hub } = setup()
    const text = reading(await ask(tabOf(hub, clock)))
    server.rule.answer = () => new Response(null, { status: 404, headers: { "X-Opencode-Proxy": "1" } })
    server.streams[0]?.end()
    await clock.turn(1_000)
    expect(text.hasEnded).toBe(true)
  })

  it("keeps servers apart, and secrets", async () => {
    const { server, clock, hub } = setup()
    const tab = tabOf(hub, clock)
    const { signal } = new AbortController()
    for (const credential of ["one", "two"]) void tab.events.fetch("a", "/nb/x", new Headers({ "X-Target-Credential": credential }), signal)
    void ask(tab, "b")
    await settle()
    expect(server.streams.map(({ headers }) => headers["x-target-credential"])).toEqual(["one", "two", undefined])
  })
})
