import { describe, expect, it } from "vitest"
import { ask, fakeClock, fakeServer, HELLO, hubFor, reading, settle, tabOf } from "../../api/events/hubRig"
import { TAB_SILENCE_MS } from "../../api/events/hub"
import type { Clock } from "../../api/events/messages"
import { PING_MS } from "../../api/events/tabEvents"
import { SILENCE_MS } from "../../api/events/upstream"
import { createCatchUp } from "./catchUp"

const SESSION = { id: "ses_1", title: "Changed meanwhile", directory: "/work" }
const MESSAGES = [{ info: { id: "msg_1" }, parts: [{ id: "prt_1", text: "An answer" }] }]

function setup(path: string, answer: (url: string) => Response, ownClock?: Clock) {
  const [server, clock] = [fakeServer(), fakeClock()]
  const hub = hubFor(server, clock)
  const tab = tabOf(hub, ownClock ?? clock)
  const asked: string[] = []
  const fetch = (url: unknown): Promise<Response> => {
    asked.push(String(url))
    return Promise.resolve(answer(String(url)))
  }
  const catchUp = createCatchUp({ fetch, tell: tab.events.tell, path: () => path })
  tab.events.onReturn(() => void catchUp())
  return { server, clock, hub, tab, asked }
}

const healthy = (url: string): Response => Response.json(url.includes("/message") ? MESSAGES : SESSION)

async function loseAndReturn({ server, clock, tab }: ReturnType<typeof setup>): Promise<string> {
  const text = reading(await ask(tab))
  server.streams[0]?.end()
  await clock.turn(2_000)
  server.streams[1]?.send(HELLO)
  await settle()
  return text.text
}

describe("a page whose stream has come back", () => {
  it("is told what the session that it shows has become", async () => {
    const rig = setup("/nb/s/a/L3dvcms/session/ses_1", healthy)
    const text = await loseAndReturn(rig)
    const payloads = text.split("\n\n").filter(Boolean).map((block) => (JSON.parse(block.slice(6)) as { payload: unknown }).payload)
    expect(payloads).toContainEqual({ type: "session.updated", properties: { sessionID: "ses_1", info: SESSION } })
    expect(payloads).toContainEqual({ type: "message.updated", properties: { sessionID: "ses_1", info: { id: "msg_1" } } })
    expect(payloads).toContainEqual({ type: "message.part.updated", properties: { sessionID: "ses_1", part: { id: "prt_1", text: "An answer" } } })
  })

  it.each([
    ["shows no session", "/nb/s/a/", healthy, 0],
    ["cannot read it", "/nb/s/a/L3dvcms/session/ses_1", () => new Response(null, { status: 502 }), 2],
  ])("hears only the greeting when it %s", async (_, path, answer, questions) => {
    const rig = setup(path, answer)
    expect([await loseAndReturn(rig), rig.asked.length]).toEqual([HELLO, questions])
  })
})

describe("a page catches up", () => {
  const told = '"type":"session.updated"'

  it("once when the hub has taken it for dead, though the stream went on for another tab", async () => {
    const { server, clock, hub, tab, asked } = setup("/nb/s/a/L3dvcms/session/ses_1", healthy, fakeClock())
    const text = reading(await ask(tab))
    void ask(tabOf(hub, clock))
    for (let ms = 0; ms < TAB_SILENCE_MS + 2 * PING_MS; ms += SILENCE_MS / 2) {
      server.streams[0]?.send(": heartbeat\n\n")
      await clock.turn(SILENCE_MS / 2)
    }
    tab.show(true)
    await settle()
    expect([server.streams.length, text.text.includes(told), asked.length]).toEqual([1, true, 2])
  })

  it("when it has slept for so long that events were thrown away", async () => {
    const { server, tab, asked } = setup("/nb/s/a/L3dvcms/session/ses_1", healthy)
    const text = reading(await ask(tab))
    tab.sleep()
    server.streams[0]?.send(HELLO)
    for (let i = 0; i < 20; i += 1) server.streams[0]?.send(`data: ${"x".repeat(1_000_000)}\n\n`)
    await settle()
    tab.sleep(false)
    await settle()
    await settle()
    expect([text.text.includes(told), asked.length]).toEqual([true, 2])
  })
})

it("asks for nothing while the stream is there", async () => {
  const rig = setup("/nb/s/a/L3dvcms/session/ses_1", healthy)
  const text = reading(await ask(rig.tab))
  rig.server.streams[0]?.send(HELLO)
  await settle()
  expect([text.text, rig.asked]).toEqual([HELLO, []])
})
