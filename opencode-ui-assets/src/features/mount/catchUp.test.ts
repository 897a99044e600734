import { describe, expect, it } from "vitest"
import { ask, fakeClock, fakeServer, HELLO, hubFor, reading, settle, tabOf } from "../../api/events/hubRig"
import { createCatchUp } from "./catchUp"

const SESSION = { id: "ses_1", title: "Changed meanwhile", directory: "/work" }
const MESSAGES = [{ info: { id: "msg_1" }, parts: [{ id: "prt_1", text: "An answer" }] }]

function setup(path: string, answer: (url: string) => Response) {
  const [server, clock] = [fakeServer(), fakeClock()]
  const tab = tabOf(hubFor(server, clock), clock)
  const asked: string[] = []
  const fetch = (url: unknown): Promise<Response> => {
    asked.push(String(url))
    return Promise.resolve(answer(String(url)))
  }
  const catchUp = createCatchUp({ fetch, tell: tab.events.tell, path: () => path })
  tab.events.onReturn(() => void catchUp())
  return { server, clock, tab, asked }
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

it("asks for nothing while the stream is there", async () => {
  const rig = setup("/nb/s/a/L3dvcms/session/ses_1", healthy)
  const text = reading(await ask(rig.tab))
  rig.server.streams[0]?.send(HELLO)
  await settle()
  expect([text.text, rig.asked]).toEqual([HELLO, []])
})
