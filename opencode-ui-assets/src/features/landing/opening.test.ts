import { describe, expect, it } from "vitest"
import { UNKNOWN, type ServerHealth } from "../../domain/health"
import type { ServerEntry } from "../../domain/serverEntry"
import { decideOpening, type OpeningFacts } from "./opening"

const mine: ServerEntry = { id: "~aaaaaaaa", name: "Mine", url: "http://mine:4096", kind: "own", isDefault: true }

function facts(part: Partial<OpeningFacts>, health: ServerHealth = UNKNOWN): OpeningFacts {
  return { entries: [mine], chosen: mine.id, isComplete: false, isLate: false, gateway: "open", health: () => health, ...part }
}

describe("B/", () => {
  it("opens a healthy default, without waiting for the provided servers", () => {
    expect(decideOpening(facts({}, { state: "healthy", missed: false }))).toEqual({ kind: "open", id: mine.id })
  })
  it("opens a default that asks for a password when its user is known", () => {
    const health = { state: "unhealthy", reason: "auth_required", missed: false } as const
    expect(decideOpening(facts({ entries: [{ ...mine, username: "u" }] }, health)).kind).toBe("open")
    expect(decideOpening(facts({}, health)).kind).toBe("picker")
  })
  it("opens a default that asks for an API key when its header is known", () => {
    const health = { state: "unhealthy", reason: "auth_required", missed: false } as const
    expect(decideOpening(facts({ entries: [{ ...mine, header: "x-api-key" }] }, health)).kind).toBe("open")
  })
  it("waits for the first check, but not for ever", () => {
    expect(decideOpening(facts({}))).toEqual({ kind: "waiting", entry: mine })
    expect(decideOpening(facts({ isLate: true }))).toHaveProperty("reason", expect.stringContaining("did not answer in time"))
  })
  it("says why the default was not opened, and what to do", () => {
    const decision = decideOpening(facts({}, { state: "unhealthy", reason: "denied", missed: false }))
    expect(decision).toHaveProperty(
      "reason",
      "Your default server “Mine” could not be opened: blocked by policy. Ask your admin to allow “http://mine:4096”.",
    )
  })
  it("waits for the provided servers when the default may be one of them", () => {
    expect(decideOpening(facts({ entries: [], chosen: "team" }))).toEqual({ kind: "waiting" })
    expect(decideOpening(facts({ entries: [], chosen: undefined }))).toEqual({ kind: "waiting" })
    expect(decideOpening(facts({ entries: [], chosen: "team", isComplete: true }))).toHaveProperty("reason")
    expect(decideOpening(facts({ entries: [], chosen: undefined, isComplete: true }))).toEqual({ kind: "picker" })
  })
  it("shows the picker when the gateway is in trouble", () => {
    expect(decideOpening(facts({ gateway: "session_expired" }))).toEqual({ kind: "picker" })
  })
})
