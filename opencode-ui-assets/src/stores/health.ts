/** Health of all servers in the list, asked for again every ten seconds while somebody is looking. */
import { createEffect, createMemo, createRoot, createSignal, on, type Accessor } from "solid-js"
import type { ApiResult, HealthQuestion } from "../api/proxyClient"
import { UNKNOWN, type HealthResult, type ServerHealth } from "../domain/health"
import type { EntryIdentity, ServerEntry } from "../domain/serverEntry"
import { ownTarget, planQuestions, type PlanFacts, type PlannedQuestion } from "./healthQuestions"
import { startPolling, type Pace, type PollerClock, type Visibility } from "./poller"

/** After a healthy server's first miss the second look comes soon; sooner the proxy would repeat what it has found. */
export const SECOND_LOOK_MS = 5_500
const NEXT_ROUND_MS = 3_000
/** As a server says it that was shown no password. */
const PASSWORD_NEEDED: ServerHealth = { state: "unhealthy", reason: "auth_required", missed: false }
/** What was known is shown for one round without an answer; after the next nobody can know. */
const ROUNDS_UNTIL_UNKNOWN = 2

export interface HealthStore {
  health(id: string): ServerHealth
  /** Our own server side has left questions open in round after round: what is shown says nothing about now. */
  readonly isInterrupted: Accessor<boolean>
  /** Asks now; the answer shows in `health`. */
  refresh(): void
  /** Asks once about a server that need not be in the list. */
  test(server: { url: string }, credential: string | undefined, signal: AbortSignal): Promise<ApiResult<HealthResult>>
  /** Puts a test's answer in the list's place, without waiting for the next round. */
  learned(entry: EntryIdentity, result: HealthResult): void
  stop(): void
}

interface Sources {
  readonly entries: Accessor<readonly ServerEntry[]>
  /** Id of the server that the page shows. */
  readonly activeId: string
  readonly credential: (entry: ServerEntry) => string | undefined
  /** The server side cannot open the credential of this server any more. */
  readonly onRejected: (entry: ServerEntry) => void
  readonly check: (question: HealthQuestion, signal: AbortSignal) => Promise<ApiResult<HealthResult[]>>
  /** While false nothing is asked: a storm of requests helps no expired session. */
  readonly isAllowed: () => boolean
  /** What else belongs into a round, such as the list of provided servers. False when it failed. */
  readonly beforeRound: (signal: AbortSignal) => Promise<boolean>
  /** Asked anew before each wait. */
  readonly pace: Pace
  readonly clock: PollerClock
  readonly visibility: Visibility
  readonly report: (error: unknown) => void
}

interface Known {
  readonly about: string
  readonly health: ServerHealth
  /** Rounds since in which nobody said anything about it. */
  readonly silence: number
}

export function createHealthStore(sources: Sources): HealthStore {
  const [badRounds, setBadRounds] = createSignal(0)
  const [known, setKnown] = createSignal<ReadonlyMap<string, Known>>(new Map())

  const facts: PlanFacts = {
    credential: sources.credential,
    isFirst: (entry) => entry.id === sources.activeId || entry.isDefault,
    isSlow: (entry) => known().get(entry.id)?.health.reason === "timeout",
  }

  function commit(entry: EntryIdentity, result: HealthResult): void {
    const health = { ...result, missed: result.missed === true }
    setKnown((all) => new Map(all).set(entry.id, { about: identity(entry), health, silence: 0 }))
    if (health.missed) poller.hurry(SECOND_LOOK_MS)
  }

  /** False when this question found no answer. */
  async function ask({ entries, question }: PlannedQuestion, signal: AbortSignal): Promise<boolean> {
    const result = await sources.check(question, signal)
    if ("failure" in result && result.failure === "credential_rejected") return askEach(entries, signal)
    if (!("value" in result)) {
      if (!signal.aborted) entries.forEach(countSilence)
      return false
    }
    entries.forEach((entry, index) => {
      const answer = result.value[index]
      if (answer && isCurrent(entry)) commit(entry, answer)
    })
    return true
  }

  /** One bad credential spoils the whole question: the others get another one. */
  async function askEach(entries: readonly ServerEntry[], signal: AbortSignal): Promise<boolean> {
    const [only, ...others] = entries
    if (only === undefined) return true
    if (others.length === 0) {
      if (!isCurrent(only)) return true
      sources.onRejected(only)
      commit(only, PASSWORD_NEEDED)
      return true
    }
    const questions = planQuestions(entries, { ...facts, isFirst: () => true })
    return (await Promise.all(questions.map((question) => ask(question, signal)))).every(Boolean)
  }

  function countSilence(entry: ServerEntry): void {
    const before = known().get(entry.id)
    if (before?.about !== identity(entry)) return
    const silence = before.silence + 1
    const health = silence < ROUNDS_UNTIL_UNKNOWN ? before.health : UNKNOWN
    setKnown((all) => new Map(all).set(entry.id, { ...before, silence, health }))
  }

  function isCurrent(entry: ServerEntry): boolean {
    return sources.entries().some((other) => other.id === entry.id && identity(other) === identity(entry))
  }

  let isPreparing = false

  async function round(signal: AbortSignal): Promise<void> {
    const isPrepared = await prepare(signal)
    const isComplete = (await askAll(signal)) && isPrepared
    if (signal.aborted) return
    setBadRounds((count) => (isComplete ? 0 : count + 1))
    // As with a server: one round that goes wrong is looked at again soon.
    if (badRounds() === 1) poller.hurry(NEXT_ROUND_MS)
  }

  async function prepare(signal: AbortSignal): Promise<boolean> {
    isPreparing = true
    try {
      return await sources.beforeRound(signal)
    } finally {
      isPreparing = false
    }
  }

  async function askAll(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    const entries = sources.entries()
    if (!sources.isAllowed()) {
      entries.forEach(countSilence)
      return false
    }
    const questions = planQuestions(entries, facts)
    const answered = await Promise.all(questions.map((question) => ask(question, signal)))
    return answered.every(Boolean)
  }

  const poller = startPolling(round, sources)

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
    isInterrupted: () => badRounds() >= ROUNDS_UNTIL_UNKNOWN,
    refresh: poller.poke,
    async test({ url }, credential, signal) {
      const result = await sources.check({ targets: [ownTarget(url, credential)] }, signal)
      return "value" in result ? { value: result.value[0] ?? UNKNOWN } : result
    },
    learned: commit,
    stop() {
      stopWatching()
      poller.stop()
    },
  }
}

function identity({ id, url, username, header }: EntryIdentity): string {
  return JSON.stringify([id, url, username, header])
}
