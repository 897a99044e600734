/** Health of all servers in the list, asked for again every ten seconds while somebody is looking. */
import { createEffect, createMemo, createRoot, createSignal, on, type Accessor } from "solid-js"
import type { ApiResult, HealthQuestion } from "../api/proxyClient"
import { afterCheck, UNKNOWN, type HealthResult, type ServerHealth } from "../domain/health"
import type { ServerEntry } from "../domain/serverEntry"
import { startPolling, type PollerClock, type Visibility } from "./poller"

export const PACE = { visibleMs: 10_000, hiddenMs: 60_000 }
/** After a healthy server's first miss the second look comes soon: a real outage shows in seconds. */
export const SECOND_LOOK_MS = 3_000

export interface HealthStore {
  health(id: string): ServerHealth
  /** Asks now; the answer shows in `health`. */
  refresh(): void
  /** Asks once about a server that need not be in the list. */
  test(server: { url: string }, authorization: string | undefined, signal: AbortSignal): Promise<ApiResult<HealthResult>>
  /** Puts a test's answer in the list's place, without waiting for the next round. */
  learned(entry: Pick<ServerEntry, "id" | "url" | "username">, result: HealthResult): void
  stop(): void
}

interface Sources {
  readonly entries: Accessor<readonly ServerEntry[]>
  readonly authorization: (entry: ServerEntry) => string | undefined
  readonly check: (question: HealthQuestion, signal: AbortSignal) => Promise<ApiResult<HealthResult[]>>
  /** While false nothing is asked: a storm of requests helps no expired session. */
  readonly isAllowed: () => boolean
  /** What else belongs into a round, such as the list of provided servers. */
  readonly beforeRound: (signal: AbortSignal) => Promise<unknown>
  readonly clock: PollerClock
  readonly visibility: Visibility
  readonly report: (error: unknown) => void
}

interface Known {
  readonly about: string
  readonly health: ServerHealth
}

export function createHealthStore(sources: Sources): HealthStore {
  const [known, setKnown] = createSignal<ReadonlyMap<string, Known>>(new Map())

  function commit(entry: Pick<ServerEntry, "id" | "url" | "username">, change: (before: ServerHealth) => ServerHealth): void {
    const before = known().get(entry.id)
    // Another address or user is another server: nothing that was known holds for it.
    const health = change(before?.about === identity(entry) ? before.health : UNKNOWN)
    setKnown((all) => new Map(all).set(entry.id, { about: identity(entry), health }))
    if (health.missed) poller.hurry(SECOND_LOOK_MS)
  }

  async function ask(entries: readonly ServerEntry[], authorization: string | undefined, signal: AbortSignal): Promise<void> {
    if (entries.length === 0) return
    const targets = entries.map((entry) => (entry.kind === "own" ? { url: entry.url } : { key: entry.id }))
    const result = await sources.check({ targets, ...(authorization === undefined ? {} : { authorization }) }, signal)
    if (!("value" in result)) return
    entries.forEach((entry, index) => {
      const answer = result.value[index]
      if (answer && isCurrent(entry)) commit(entry, (before) => afterCheck(before, answer))
    })
  }

  function isCurrent(entry: ServerEntry): boolean {
    return sources.entries().some((other) => other.id === entry.id && identity(other) === identity(entry))
  }

  let isPreparing = false

  async function round(signal: AbortSignal): Promise<void> {
    isPreparing = true
    await sources.beforeRound(signal)
    isPreparing = false
    if (!sources.isAllowed() || signal.aborted) return
    const entries = sources.entries()
    const secret = new Map(entries.map((entry) => [entry.id, entry.kind === "own" ? sources.authorization(entry) : undefined]))
    const alone = entries.filter((entry) => secret.get(entry.id) !== undefined)
    const together = entries.filter((entry) => secret.get(entry.id) === undefined)
    await Promise.all([ask(together, undefined, signal), ...alone.map((entry) => ask([entry], secret.get(entry.id), signal))])
  }

  const poller = startPolling(round, { ...sources, pace: PACE })

  const stopWatching = createRoot((dispose) => {
    const identities = createMemo(() => sources.entries().map(identity).join("\n"))
    const changed = () => {
      // What changes before the questions are asked is in them.
      if (!isPreparing) poller.poke()
    }
    createEffect(on(identities, changed, { defer: true }))
    return dispose
  })

  return {
    health(id) {
      const found = known().get(id)
      const entry = sources.entries().find((other) => other.id === id)
      return found && entry && found.about === identity(entry) ? found.health : UNKNOWN
    },
    refresh: poller.poke,
    async test({ url }, authorization, signal) {
      const question = { targets: [{ url }], ...(authorization === undefined ? {} : { authorization }) }
      const result = await sources.check(question, signal)
      return "value" in result ? { value: result.value[0] ?? UNKNOWN } : result
    },
    learned(entry, result) {
      commit(entry, () => ({ ...result, missed: false }))
    },
    stop() {
      stopWatching()
      poller.stop()
    },
  }
}

function identity({ id, url, username }: Pick<ServerEntry, "id" | "url" | "username">): string {
  return JSON.stringify([id, url, username])
}
