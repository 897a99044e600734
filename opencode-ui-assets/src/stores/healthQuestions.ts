/**
 * What a round asks, and in how many requests. One that does not answer makes all in its request wait, and the server
 * side takes a limited number at once.
 */
import type { HealthQuestion, HealthTarget } from "../api/proxyClient"
import type { ServerEntry } from "../domain/serverEntry"

export const MOST_TOGETHER = 50
/** Each may take some thousand characters of a body that is limited to 64 KiB. */
export const MOST_CREDENTIALS = 10

export interface PlannedQuestion {
  readonly entries: readonly ServerEntry[]
  readonly question: HealthQuestion
}

export interface PlanFacts {
  readonly credential: (entry: ServerEntry) => string | undefined
  /** What somebody is looking at or waiting for: asked first, each alone. */
  readonly isFirst: (entry: ServerEntry) => boolean
  /** Did not answer in time when last asked: kept away from the others. */
  readonly isSlow: (entry: ServerEntry) => boolean
}

export function planQuestions(entries: readonly ServerEntry[], facts: PlanFacts): PlannedQuestion[] {
  const first = entries.filter(facts.isFirst)
  const rest = entries.filter((entry) => !first.includes(entry))
  const secret = (entry: ServerEntry) => (entry.kind === "own" ? facts.credential(entry) : undefined)
  const guarded = rest.filter((entry) => secret(entry) !== undefined)
  const open = rest.filter((entry) => !guarded.includes(entry))
  const groups = [
    ...first.map((entry) => [entry]),
    ...chunks(open.filter((entry) => !facts.isSlow(entry))),
    ...chunks(guarded, MOST_CREDENTIALS),
    ...chunks(open.filter(facts.isSlow)),
  ]
  return groups.map((group) => {
    const targets = group.map((entry): HealthTarget => (entry.kind === "own" ? ownTarget(entry.url, secret(entry)) : { key: entry.id }))
    return { entries: group, question: { targets } }
  })
}

export function ownTarget(url: string, credential: string | undefined): HealthTarget {
  return credential === undefined ? { url } : { url, credential }
}

function chunks(entries: readonly ServerEntry[], most = MOST_TOGETHER): ServerEntry[][] {
  return Array.from({ length: Math.ceil(entries.length / most) }, (_, index) => entries.slice(index * most, (index + 1) * most))
}
