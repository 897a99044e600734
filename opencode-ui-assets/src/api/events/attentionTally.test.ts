import { expect, it } from "vitest"
import { createAttentionTally } from "./attentionTally"

const event = (type: string, properties: Record<string, unknown>): string => `data: ${JSON.stringify({ directory: "/p", payload: { type, properties } })}\n\n`
const status = (session: string, type: string): string => event("session.status", { sessionID: session, status: { type } })

function after(...events: string[]) {
  const tally = createAttentionTally()
  for (const text of events) tally.read("b", text, false)
  return tally.all()[0]
}

it.each([
  ["a permission that is asked for", [event("permission.asked", { id: "1", sessionID: "s" })], { waiting: 1 }],
  ["one that is given", [event("permission.asked", { id: "1", sessionID: "s" }), event("permission.replied", { requestID: "1", sessionID: "s" })], undefined],
  ["a question", [event("question.asked", { id: "q", sessionID: "s" })], { waiting: 1 }],
  ["a question that is turned down", [event("question.asked", { id: "q", sessionID: "s" }), event("question.rejected", { requestID: "q" })], undefined],
  ["a session that is stopped while it waits", [event("permission.asked", { id: "1", sessionID: "s" }), event("session.idle", { sessionID: "s" })], undefined],
  ["work", [status("s", "busy")], { isWorking: true, hasFinished: false }],
  ["work that is tried again", [status("s", "retry")], { isWorking: true }],
  ["work that has ended", [status("s", "busy"), status("s", "idle")], { isWorking: false, hasFinished: true }],
  ["a helper's end while others work", [status("s", "busy"), status("helper", "busy"), status("helper", "idle")], { isWorking: true, hasFinished: false }],
  ["rest without work", [status("s", "idle")], undefined],
  ["the newer dialect", [`data: ${JSON.stringify({ type: "permission.v2.asked", data: { id: "1", sessionID: "s" } })}\n\n`], { waiting: 1 }],
  ["nonsense", ['data: {"permission.\n\n', 'data: ["session.idle"]\n\n', "data: null\n\n"], undefined],
])("knows %s", (_, events, expected) => {
  if (expected) expect(after(...events)).toMatchObject(expected)
  else expect(after(...events)).toBeUndefined()
})

it("says only what has changed", () => {
  const tally = createAttentionTally()
  expect(tally.read("b", status("s", "busy"), false)).toBe(true)
  expect(tally.read("b", status("s", "busy"), false)).toBe(false)
  expect(tally.read("b", 'data: {"payload":{"type":"message.part.updated"}}\n\n', false)).toBe(false)
  expect(tally.read("b", status("s", "idle"), false)).toBe(true)
  expect(tally.see("b")).toBe(true)
  expect(tally.see("b")).toBe(false)
})
