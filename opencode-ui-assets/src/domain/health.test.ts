import { describe, expect, it } from "vitest"
import { inOrder, isReachable, readHealthResult, REASONS, type HealthState } from "./health"
import { healthDetail, healthText } from "./healthText"

const healthy = { state: "healthy", version: "1.18.33", latencyMs: 12.4 } as const
const refused = { state: "unhealthy", reason: "refused" } as const

describe("reading a result", () => {
  it.each([null, 1, "x", {}, { state: "fine" }])("%j is unknown", (value) => {
    expect(readHealthResult(value)).toEqual({ state: "unknown" })
  })
  it("takes a reason it does not know for an error of the server", () => {
    expect(readHealthResult({ state: "unhealthy", reason: "new" })).toEqual({ state: "unhealthy", reason: "upstream_error" })
  })
  it("says that a healthy server has missed a check, for whatever reason", () => {
    expect(readHealthResult({ ...healthy, missed: "new" })).toEqual({ ...healthy, missed: true })
    expect(readHealthResult({ ...refused, missed: "timeout" })).toEqual(refused)
  })
  it("leaves out fields of the wrong type", () => {
    expect(readHealthResult({ state: "healthy", version: 1, latencyMs: -1, checkedAt: 0, message: "", missed: 1 })).toEqual({ state: "healthy" })
  })
})

it("orders active, healthy, unknown, unhealthy, then as added", () => {
  const states: Record<string, HealthState> = { a: "unhealthy", b: "unknown", c: "healthy", d: "healthy", e: "unhealthy" }
  const servers = ["a", "b", "c", "d", "e"].map((id) => ({ id }))
  expect(inOrder(servers, "e", (id) => states[id] ?? "unknown").map(({ id }) => id).join("")).toBe("ecdba")
})

it("opens a server that only asks for a password, when a user name is known", () => {
  expect(isReachable({ state: "unhealthy", reason: "auth_required" }, true)).toBe(true)
  expect(isReachable({ state: "unhealthy", reason: "auth_required" }, false)).toBe(false)
  expect(isReachable(refused, true)).toBe(false)
})

describe("words", () => {
  it.each(REASONS)("%s has a word, a sentence and a next step", (reason) => {
    const text = healthText({ state: "unhealthy", reason }, { url: "http://x:4096/base" })
    expect(text.word).not.toBe("")
    expect(text.sentence).toMatch(/\.$/)
    expect(text.next).toMatch(/\.$/)
  })
  it("name the rule to ask for", () => {
    const text = healthText({ state: "unhealthy", reason: "denied" }, { url: "http://x:4096" })
    expect(`${text.sentence} ${text.next}`).toBe("This address is not allowed here. Ask your admin to allow “http://x:4096”.")
  })
  it("send each to where a password can be given", () => {
    const required = { state: "unhealthy", reason: "auth_required" } as const
    const next = (server: object) => healthText(required, { url: "http://x", ...server }).next
    expect(next({ kind: "own", username: "opencode" })).toBe("It is asked for when you open the server.")
    expect(next({ kind: "own", header: "x-api-key" })).toBe("It is asked for when you open the server.")
    expect(next({ kind: "own" })).toBe("Edit it and choose how to sign in.")
    expect(next({ kind: "draft" })).toBe("Choose “Password” or “API key” above.")
    expect(next({ kind: "draft", username: "u" })).toBe("Enter it above.")
    expect(next({ kind: "config" })).toBe("Ask your admin to set its password.")
  })
  it("speak of a key where the server is asked with one", () => {
    const rejected = { state: "unhealthy", reason: "auth_rejected" } as const
    const text = healthText(rejected, { url: "http://x", kind: "own", header: "x-api-key" })
    expect(`${text.word}. ${text.sentence} ${text.next}`).toBe("Wrong API key. The server did not accept the key in “x-api-key”. Enter the key again.")
  })
  it("do not blame a sandbox that pauses for not answering, but do where it answers wrongly", () => {
    const word = (reason: "refused" | "denied", state: "suspended" | "waking" | "ready") =>
      healthText({ state: "unhealthy", reason }, { url: "http://x", kind: "discovered", state }).word
    expect(word("refused", "suspended")).toBe("Paused")
    expect(word("refused", "waking")).toBe("Starting")
    expect(word("refused", "ready")).toBe("Connection refused")
    expect(word("denied", "suspended")).toBe("Blocked by policy")
  })
  it("name the host that was not found", () => {
    expect(healthText({ state: "unhealthy", reason: "dns" }, { url: "http://[::1]:4096/a" }).sentence).toContain(" [::1].")
  })
  it("give version and latency of a healthy server only", () => {
    expect(healthDetail(healthy)).toBe("1.18.33 · 12 ms")
    expect(healthDetail({ ...healthy, state: "unhealthy" })).toBe("")
  })
  it("do not call a missed check healthy", () => {
    expect(healthText({ ...healthy, missed: true }, { url: "http://x" }).tone).toBe("quiet")
  })
})
