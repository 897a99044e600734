import { createRoot } from "solid-js"
import { expect, it } from "vitest"
import { fakeClock } from "../api/events/hubRig"
import type { Link, PageEvents, ServerAttention, WatchedServer } from "../domain/pageEvents"
import { createAttentionStore } from "./attention"
import { createConnectionStore } from "./connection"

function pageEvents() {
  const state: { link: Link; attention: ServerAttention[]; watched: (readonly WatchedServer[])[]; retries: number } = {
    link: { state: "none", misses: 0 },
    attention: [],
    watched: [],
    retries: 0,
  }
  const observers = new Set<() => void>()
  const events: PageEvents = {
    link: () => state.link,
    attention: () => state.attention,
    onChange(changed) {
      observers.add(changed)
      return () => observers.delete(changed)
    },
    retry: () => { state.retries += 1 },
    watch: (servers) => state.watched.push(servers),
  }
  const change = (next: Partial<typeof state>): void => {
    Object.assign(state, next)
    for (const observer of observers) observer()
  }
  return { events, state, change, observers }
}

it("counts down to the next attempt, and says nothing of a first short miss", async () => {
  const clock = fakeClock()
  const { events, change, observers } = pageEvents()
  const store = createRoot(() => createConnectionStore({ events, clock, now: () => clock.now() }))
  change({ link: { state: "lost", misses: 0, reason: "ended", retryAt: clock.now() + 500 } })
  expect(store.isLost()).toBe(false)
  change({ link: { state: "lost", misses: 2, reason: "ended", retryAt: clock.now() + 2500 } })
  expect([store.isLost(), store.secondsLeft()]).toEqual([true, 3])
  await clock.turn(2000)
  expect(store.secondsLeft()).toBe(1)
  change({ link: { state: "connecting", misses: 2, reason: "ended" } })
  expect([store.isLost(), store.secondsLeft()]).toEqual([true, 0])
  change({ link: { state: "open", misses: 0 } })
  expect(store.isLost()).toBe(false)
  store.stop()
  expect(observers.size).toBe(0)
})

it("tells who waits and who has finished, and watches a few others", () => {
  const { events, state, change } = pageEvents()
  const wanted = ["b", "c", "d", "e"].map((id) => ({ id, url: `/${id}` }))
  const store = createRoot(() => createAttentionStore({ events, watched: () => wanted }))
  change({ attention: [
    { server: "b", waiting: 1, isWorking: true, hasFinished: true },
    { server: "c", waiting: 0, isWorking: false, hasFinished: true },
    { server: "d", waiting: 0, isWorking: true, hasFinished: false },
  ] })
  expect(["b", "c", "d", "x"].map((id) => store.attentionOf(id))).toEqual(["waiting", "finished", undefined, undefined])
  expect(state.watched.map((all) => all.map(({ id }) => id))).toEqual([["b", "c", "d"]])
  store.stop()
})
