/**
 * What a round asks, and in how many requests. One that does not answer makes all in its request wait, and the server
 * side takes a limited number at once.
 */
import type { HealthQuestion } from "../api/proxyClient"
import type { ServerEntry } from "../domain/serverEntry"

export const MOST_TOGETHER = 50

export interface PlannedQuestion {
  readonly entries: readonly ServerEntry[]
  readonly question: HealthQuestion
}

export interface PlanFacts {
  readonly authorization: (entry: ServerEntry) => string | undefined
  /** What somebody is looking at or waiting for: asked first, each alone. */
  readonly isFirst: (entry: ServerEntry) => boolean
  /** Did not answer in time when last asked: kept away from the others. */
  readonly isSlow: (entry: ServerEntry) => boolean
}

export function planQuestions(entries: readonly ServerEntry[], facts: PlanFacts): PlannedQuestion[] {
  const first = entries.filter(facts.isFirst)
  const rest = entries.filter((entry) => !first.includes(entry))
  // A password goes to every server of its request: such a server is asked alone.
  const secret = (entry: ServerEntry) => (entry.kind === "own" ? facts.authorization(entry) : undefined)
  const guarded = rest.filter((entry) => secret(entry) !== undefined)
  const open = rest.filter((entry) => !guarded.includes(entry))
  const groups = [
    ...first.map((entry) => [entry]),
    ...chunks(open.filter((entry) => !facts.isSlow(entry))),
    ...guarded.map((entry) => [entry]),
    ...chunks(open.filter(facts.isSlow)),
  ]
  return groups.map((group) => {
    const authorization = group.length === 1 && group[0] ? secret(group[0]) : undefined
    const targets = group.map((entry) => (entry.kind === "own" ? { url: entry.url } : { key: entry.id }))
    return { entries: group, question: { targets, ...(authorization === undefined ? {} : { authorization }) } }
  })
}

function chunks(entries: readonly ServerEntry[]): ServerEntry[][] {
  return Array.from({ length: Math.ceil(entries.length / MOST_TOGETHER) }, (_, index) => entries.slice(index * MOST_TOGETHER, (index + 1) * MOST_TOGETHER))
}
