import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { startPolling, type PollerClock, type Visibility } from "./poller"

const clock: PollerClock = {
  setTimeout: (action, ms) => setTimeout(action, ms) as unknown as number,
  clearTimeout: (timer) => {
    clearTimeout(timer)
  },
}

function fakeVisibility() {
  let isVisible = true
  const listeners = new Set<() => void>()
  const visibility: Visibility = {
    isVisible: () => isVisible,
    onChange(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
  const turn = (visible: boolean) => {
    isVisible = visible
    listeners.forEach((listener) => { listener() })
  }
  return { visibility, turn, listeners }
}

const pace = { visibleMs: 10_000, hiddenMs: 60_000 }

describe("polling", () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  function start(round: (signal: AbortSignal) => Promise<void> = () => Promise.resolve()) {
    const fake = fakeVisibility()
    const rounds = vi.fn(round)
    const poller = startPolling(rounds, { pace, clock, visibility: fake.visibility, report: () => undefined })
    return { poller, rounds, ...fake }
  }

  it("starts at once and goes on every ten seconds while visible", async () => {
    const { rounds } = start()
    expect(rounds).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(rounds).toHaveBeenCalledTimes(4)
  })

  it("slows down while hidden, and asks at once when shown again", async () => {
    const { rounds, turn } = start()
    await vi.advanceTimersByTimeAsync(0)
    turn(false)
    await vi.advanceTimersByTimeAsync(59_000)
    expect(rounds).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(rounds).toHaveBeenCalledTimes(2)
    turn(true)
    expect(rounds).toHaveBeenCalledTimes(3)
  })

  it("never overlaps: wishes during a round make one more after it", async () => {
    let end: () => void = () => undefined
    const { rounds, poller } = start(() => new Promise((resolve) => (end = resolve)))
    poller.poke()
    poller.poke()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(rounds).toHaveBeenCalledTimes(1)
    end()
    await vi.advanceTimersByTimeAsync(0)
    expect(rounds).toHaveBeenCalledTimes(2)
  })

  it("goes on after a round that failed", async () => {
    const fake = fakeVisibility()
    const rounds = vi.fn(() => Promise.reject(new Error("x")))
    const report = vi.fn()
    const poller = startPolling(rounds, { pace, clock, visibility: fake.visibility, report })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(rounds).toHaveBeenCalledTimes(2)
    expect(report).toHaveBeenCalledTimes(2)
    poller.stop()
  })

  it("hurries once when asked to", async () => {
    const { rounds, poller } = start()
    poller.hurry(3_000)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(rounds).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(9_000)
    expect(rounds).toHaveBeenCalledTimes(2)
  })

  it("keeps its pace when rounds take long", async () => {
    const { rounds } = start(() => new Promise((resolve) => setTimeout(resolve, 5_000)))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(rounds).toHaveBeenCalledTimes(4)
  })

  it("makes one round of a return that is told twice", async () => {
    const { rounds, turn } = start(() => new Promise((resolve) => setTimeout(resolve, 100)))
    await vi.advanceTimersByTimeAsync(100)
    turn(false)
    turn(true)
    turn(true)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(rounds).toHaveBeenCalledTimes(2)
  })

  it("does not put off by a wish to hurry what is due sooner", async () => {
    const { rounds, poller } = start()
    await vi.advanceTimersByTimeAsync(9_000)
    poller.hurry(3_000)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(rounds).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(9_000)
    expect(rounds).toHaveBeenCalledTimes(2)
  })

  it("stops for good: aborts the round, forgets timers and listeners", async () => {
    const signals: AbortSignal[] = []
    const { rounds, poller, turn, listeners } = start((signal) => {
      signals.push(signal)
      return Promise.resolve()
    })
    poller.stop()
    turn(true)
    poller.poke()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(rounds).toHaveBeenCalledTimes(1)
    expect(signals[0]?.aborted).toBe(true)
    expect(listeners.size).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})
