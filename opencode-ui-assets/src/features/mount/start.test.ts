import { describe, expect, it, vi } from "vitest"
import { fakeClock, settle } from "../../api/events/hubRig"
import { NO_LINK } from "../../domain/pageEvents"
import { createStartGate, limited } from "./start"

const FROM_US = { "X-Opencode-Proxy": "1" }
const healthy = () => new Response('{"healthy":true}', { headers: FROM_US })
const failing = (code: string, status = 502) => () => new Response(null, { status, headers: { ...FROM_US, "X-Opencode-Proxy-Error": code } })

function setup(first: () => Response | Error, id = "team") {
  const clock = fakeClock()
  const server = { answer: first, asked: 0 }
  let changed: () => void = () => undefined
  const gate = createStartGate({
    id,
    fetch: () => {
      server.asked += 1
      const answer = server.answer()
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    credentials: { changed: () => new Promise((resolve) => { changed = resolve }) },
    clock,
    random: () => 1,
    onLink: () => undefined,
  })
  const state = { isOpen: false }
  void gate.whenOpen.then(() => { state.isOpen = true })
  return { gate, clock, server, state, change: () => { changed() } }
}

describe("the official UI starts", () => {
  it.each([
    ["when the server answers", healthy],
    ["when it answers with an error of its own", () => new Response(null, { status: 500, headers: FROM_US })],
    ["when it is forbidden, to say so", failing("target_denied", 403)],
  ])("%s", async (_, answer) => {
    const { state } = setup(answer)
    await settle()
    expect(state.isOpen).toBe(true)
  })

  it.each([
    ["upstream_refused", failing("upstream_refused")],
    ["draining", failing("draining", 503)],
    ["rate_limited", failing("rate_limited", 429)],
    ["unreachable", () => new TypeError("Failed to fetch")],
    ["unreachable", () => new Response(null, { status: 503 })],
    ["session_expired", () => new Response("<html>")],
    ["upstream_auth_required", failing("upstream_auth_required", 401)],
  ])("not while there is %s, and says when it is tried again", async (reason, answer) => {
    const { gate, clock, server, state } = setup(answer)
    await settle()
    expect(state.isOpen).toBe(false)
    expect(gate.link()).toEqual({ state: "lost", misses: 1, reason, retryAt: clock.now() + 1000 })
    await clock.turn(1000)
    expect(gate.link()).toMatchObject({ state: "lost", misses: 2 })
    server.answer = healthy
    gate.retry()
    await settle()
    expect([state.isOpen, gate.link()]).toEqual([true, NO_LINK])
  })

  it("when the password has been accepted, without asking until there is another one", async () => {
    const { server, clock, state, change } = setup(failing("upstream_auth_required", 401), "~mine2345")
    await clock.turn(60_000)
    expect([server.asked, state.isOpen]).toEqual([1, false])
    server.answer = healthy
    change()
    await settle()
    expect(state.isOpen).toBe(true)
  })
})

it("a question that nobody answers ends after half a minute", async () => {
  const over = new AbortController()
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(over.signal)
  const unanswered = limited((_, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => { reject(new Error("aborted")) })))
  const answer = unanswered("/x")
  over.abort()
  await expect(answer).rejects.toThrow("aborted")
  expect(timeout).toHaveBeenCalledWith(30_000)
})
