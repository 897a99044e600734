import { describe, expect, it } from "vitest"
import { ask, fakeClock, fakeServer, HELLO, hubFor, reading, settle, tabOf } from "./hubRig"

function setup(reach: "all tabs" | "this tab" = "all tabs") {
  const server = fakeServer()
  const clock = fakeClock()
  return { server, clock, hub: hubFor(server, clock, reach) }
}

describe("over HTTP/1.1", () => {
  it("no more than four streams are open, and a visible tab's own server is among them", async () => {
    const { server, clock, hub } = setup()
    const tabs = ["a", "b", "c", "d", "e", "f"].map((name) => tabOf(hub, clock, { server: name, isVisible: false }))
    tabs.forEach((tab, index) => { void ask(tab, "abcdef"[index]) })
    await settle()
    expect(server.open()).toHaveLength(4)
    tabs[5]?.show(true)
    await settle()
    expect(server.open()).toHaveLength(4)
    expect(server.open().map(({ url }) => url)).toContain("/nb/api/servers/f/proxy/global/event")
    expect(tabs.filter((tab) => tab.events.link().state === "waiting")).toHaveLength(2)
  })

  it("a tab's own server goes before others of its list, and these before those that are only watched", async () => {
    const { server, clock, hub } = setup()
    const tab = tabOf(hub, clock, { most: 2 })
    tab.events.watch([{ id: "watched", url: "/nb/api/servers/watched/proxy/global/event" }])
    await settle()
    void ask(tab, "listed")
    void ask(tab, "a")
    await settle()
    expect(server.open().map(({ url }) => url.split("/")[4]).sort()).toEqual(["a", "listed"])
  })

  it("a page with a hub of its own has no stream while it is hidden", async () => {
    const { server, clock, hub } = setup("this tab")
    const tab = tabOf(hub, clock)
    const text = reading(await ask(tab))
    tab.show(false)
    await settle()
    expect(server.open()).toHaveLength(0)
    tab.show(true)
    await settle()
    server.open()[0]?.send(HELLO)
    await settle()
    expect(text.text).toBe(HELLO)
  })
})

it("does not fill up for a tab that takes nothing: it is greeted anew when it is awake", async () => {
  const { server, clock, hub } = setup()
  const posted: { type: string; text?: string; id?: number }[] = []
  const port = { postMessage: (message: unknown) => posted.push(message as { type: string }), onmessage: null as ((event: MessageEvent) => void) | null, close: () => undefined }
  hub.connect(port)
  const say = (data: unknown): void => { port.onmessage?.({ data } as MessageEvent) }
  say({ type: "hello", server: "a", isVisible: true, most: 4 })
  say({ type: "open", id: 1, request: { url: "/x", headers: [], server: "a" } })
  await settle()
  server.streams[0]?.send(HELLO)
  const big = `data: ${"x".repeat(1_000_000)}\n\n`
  for (let i = 0; i < 20; i += 1) server.streams[0]?.send(big)
  await clock.turn(0)
  const taken = (): number => posted.reduce((sum, { text }) => sum + (text?.length ?? 0), 0)
  expect(taken()).toBeLessThan(9_000_000)
  const before = taken()
  say({ type: "ack", id: 1, count: before })
  expect(posted.at(-1)).toMatchObject({ type: "data", text: HELLO })
})

describe("other servers' wishes", () => {
  const asked = 'data: {"directory":"/p","payload":{"type":"permission.asked","properties":{"id":"per_1","sessionID":"ses_1"}}}\n\n'

  it("are told to all tabs", async () => {
    const { server, clock, hub } = setup()
    const [one, two] = [tabOf(hub, clock), tabOf(hub, clock, { server: "c" })]
    one.events.watch([{ id: "b", url: "/nb/api/proxy/global/event", target: "http://b:4096", credential: "sealed" }])
    await settle()
    expect(server.streams[0]?.headers).toMatchObject({ "x-target-server": "http://b:4096", "x-target-credential": "sealed" })
    server.streams[0]?.send(HELLO + asked)
    await settle()
    const expected = [{ server: "b", waiting: 1, isWorking: false, hasFinished: false }]
    expect([one.events.attention(), two.events.attention()]).toEqual([expected, expected])
    one.events.watch([])
    await settle()
    expect(server.open()).toHaveLength(0)
  })

  it.each([
    ["is lost", (rig: ReturnType<typeof setup>) => { rig.server.streams[0]?.end() }],
    ["has to wait for more wanted ones", ({ hub, clock }: ReturnType<typeof setup>) => void ask(tabOf(hub, clock, { server: "d", most: 1 }), "d")],
  ])("are unknown when the stream %s; that work had finished is not", async (_, lose) => {
    const rig = setup()
    const tab = tabOf(rig.hub, rig.clock, { server: "c" })
    tab.events.watch([{ id: "b", url: "/nb/api/servers/b/proxy/global/event" }])
    await settle()
    const status = (session: string, type: string): string => `data: {"payload":{"type":"session.status","properties":{"sessionID":"${session}","status":{"type":"${type}"}}}}\n\n`
    rig.server.streams[0]?.send(status("s", "busy") + status("s", "idle") + status("ses_2", "busy") + asked)
    await settle()
    expect(tab.events.attention()).toEqual([{ server: "b", waiting: 1, isWorking: true, hasFinished: true }])
    lose(rig)
    await settle()
    expect(tab.events.attention()).toEqual([{ server: "b", waiting: 0, isWorking: false, hasFinished: true }])
  })

  it("to see what has finished are granted by a look at the server", async () => {
    const { server, clock, hub } = setup()
    const here = tabOf(hub, clock)
    const there = tabOf(hub, clock, { server: "b", isVisible: false })
    void ask(there, "b")
    await settle()
    const status = (type: string): string => `data: {"payload":{"type":"session.status","properties":{"sessionID":"s","status":{"type":"${type}"}}}}\n\n`
    server.streams[0]?.send(status("busy") + status("idle"))
    await settle()
    expect(here.events.attention()).toEqual([{ server: "b", waiting: 0, isWorking: false, hasFinished: true }])
    there.show(true)
    await settle()
    expect(here.events.attention()).toEqual([])
  })
})
