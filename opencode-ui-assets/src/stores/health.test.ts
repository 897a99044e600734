import { createRoot, createSignal } from "solid-js"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { ApiResult, HealthQuestion } from "../api/proxyClient"
import type { HealthResult } from "../domain/health"
import type { ServerEntry } from "../domain/serverEntry"
import { createHealthStore } from "./health"

const healthy: HealthResult = { state: "healthy", version: "1.18.33" }
const refused: HealthResult = { state: "unhealthy", reason: "refused" }
const local: ServerEntry = { id: "local", name: "L", url: "http://l", kind: "config", isDefault: false }
const own: ServerEntry = { id: "~aaaaaaaa", name: "A", url: "http://a", kind: "own", isDefault: false }
const guarded: ServerEntry = { id: "~bbbbbbbb", name: "B", url: "http://b", username: "opencode", kind: "own", isDefault: false }

function setUp(first: readonly ServerEntry[]) {
  const [entries, setEntries] = createSignal(first)
  const answers = new Map<string, HealthResult>()
  const state = { isAllowed: true, isListed: true, secret: undefined as string | undefined }
  const rejected: string[] = []
  const check = vi.fn(({ targets }: HealthQuestion): Promise<ApiResult<HealthResult[]>> => {
    const known = targets.map((target) => answers.get("url" in target ? target.url : target.key))
    return Promise.resolve({ value: known.map((answer) => answer ?? healthy) })
  })
  const store = createRoot(() =>
    createHealthStore({
      entries,
      activeId: "",
      credential: (entry) => (entry.username === undefined ? undefined : state.secret),
      onRejected: (entry) => { rejected.push(entry.id) },
      check,
      isAllowed: () => state.isAllowed,
      beforeRound: () => Promise.resolve(state.isListed),
      pace: { visibleMs: 10_000, hiddenMs: 60_000 },
      clock: {
        setTimeout: (action, ms) => setTimeout(action, ms) as unknown as number,
        clearTimeout: (timer) => { clearTimeout(timer) },
      },
      visibility: { isVisible: () => true, onChange: () => () => undefined },
      report: (error) => { throw error },
    }),
  )
  return { store, check, answers, state, setEntries, rejected }
}

describe("health", () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })
  const settle = () => vi.advanceTimersByTimeAsync(0)

  it("asks for all servers in one request, provided ones by key", async () => {
    const { store, check } = setUp([local, own])
    await settle()
    expect(check.mock.calls.map(([question]) => question)).toEqual([{ targets: [{ key: "local" }, { url: "http://a" }] }])
    expect(store.health("local")).toEqual({ ...healthy, missed: false })
    store.stop()
  })

  it("asks each server with its own credential", async () => {
    const { store, check, state } = setUp([own, guarded])
    state.secret = "sealed"
    await settle()
    expect(check.mock.calls.map(([question]) => question)).toEqual([
      { targets: [{ url: "http://a" }] },
      { targets: [{ url: "http://b", credential: "sealed" }] },
    ])
    store.stop()
  })

  it("asks the others again when one credential is rejected, and says that this one's password is needed", async () => {
    const third: ServerEntry = { ...guarded, id: "~cccccccc", url: "http://c" }
    const { store, check, state, rejected } = setUp([guarded, third])
    state.secret = "sealed"
    const answer = check.getMockImplementation()
    check.mockImplementation((question) =>
      question.targets.some((target) => "url" in target && target.url === "http://b")
        ? Promise.resolve({ failure: "credential_rejected" })
        : (answer?.(question) ?? Promise.reject(new Error("no answer"))),
    )
    await settle()
    expect(check.mock.calls.map(([{ targets }]) => targets.length)).toEqual([2, 1, 1])
    expect(store.health(third.id).state).toBe("healthy")
    expect(store.health(guarded.id)).toMatchObject({ state: "unhealthy", reason: "auth_required" })
    expect(rejected).toEqual([guarded.id])
    store.stop()
  })

  it("looks again when the proxy may have asked again, after a miss that it does not count yet", async () => {
    const { store, answers } = setUp([own])
    await settle()
    answers.set(own.url, { ...healthy, missed: true })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(store.health(own.id)).toEqual({ ...healthy, missed: true })
    answers.set(own.url, refused)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(store.health(own.id).state).toBe("healthy")
    await vi.advanceTimersByTimeAsync(500)
    expect(store.health(own.id)).toEqual({ ...refused, missed: false })
    store.stop()
  })

  it("asks at once for a server that is new, and knows nothing of one whose address changed", async () => {
    const { store, check, setEntries } = setUp([own])
    await settle()
    setEntries([{ ...own, url: "http://elsewhere" }])
    expect(store.health(own.id).state).toBe("unknown")
    await settle()
    expect(check).toHaveBeenCalledTimes(2)
    expect(store.health(own.id).state).toBe("healthy")
    store.stop()
  })

  it("does not ask again when only a name changes", async () => {
    const { store, check, setEntries } = setUp([own])
    await settle()
    setEntries([{ ...own, name: "New" }])
    await settle()
    expect(check).toHaveBeenCalledTimes(1)
    expect(store.health(own.id).state).toBe("healthy")
    store.stop()
  })

  it("drops an answer about an address that was changed meanwhile", async () => {
    const { store, check, setEntries } = setUp([own])
    let answer: (result: ApiResult<HealthResult[]>) => void = () => undefined
    check.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
    await settle()
    setEntries([{ ...own, url: "http://elsewhere" }])
    check.mockImplementation(() => new Promise(() => undefined))
    answer({ value: [healthy] })
    await settle()
    expect(store.health(own.id).state).toBe("unknown")
    store.stop()
  })

  it("keeps what it knew for one round without an answer, and then says that nobody knows", async () => {
    const { store, check } = setUp([own])
    await settle()
    check.mockResolvedValue({ failure: "refused" })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(store.health(own.id)).toEqual({ ...healthy, missed: false })
    expect(store.isInterrupted()).toBe(false)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(store.health(own.id).state).toBe("unknown")
    expect(store.isInterrupted()).toBe(true)
    check.mockResolvedValue({ value: [healthy] })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(store.health(own.id).state).toBe("healthy")
    expect(store.isInterrupted()).toBe(false)
    store.stop()
  })

  it("is interrupted too when only the list of provided servers fails, which spoils no health", async () => {
    const { store, state } = setUp([own])
    state.isListed = false
    await vi.advanceTimersByTimeAsync(20_000)
    expect(store.isInterrupted()).toBe(true)
    expect(store.health(own.id).state).toBe("healthy")
    store.stop()
  })

  it("shows what has been answered while another request is still waiting", async () => {
    const first = { ...own, isDefault: true }
    const { store, check } = setUp([first, local])
    check.mockImplementation(({ targets }) => ("url" in (targets[0] ?? {}) ? Promise.resolve({ value: [healthy] }) : new Promise(() => undefined)))
    await settle()
    expect(store.health(own.id).state).toBe("healthy")
    expect(store.health(local.id).state).toBe("unknown")
    store.stop()
  })

  it("asks nothing while the gateway's session has ended", async () => {
    const { store, check, state } = setUp([own])
    await settle()
    state.isAllowed = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(check).toHaveBeenCalledTimes(1)
    expect(store.health(own.id).state).toBe("unknown")
    store.stop()
  })

  it("tests a server outside the list and takes the answer over when it is saved", async () => {
    const { store, answers } = setUp([])
    answers.set("http://a", refused)
    expect(await store.test({ url: "http://a" }, undefined, new AbortController().signal)).toEqual({ value: refused })
    store.learned(own, refused)
    store.stop()
  })
})
