/** What B/ does: open the default server if it can be reached, else say why not and show the picker. */
import type { ServerHealth } from "../../domain/health"
import { isReachable } from "../../domain/health"
import { healthText } from "../../domain/healthText"
import { hasSecret } from "../../domain/ownServer"
import type { ServerEntry } from "../../domain/serverEntry"
import type { GatewayState } from "../../stores/gateway"

export type Opening =
  | { readonly kind: "waiting"; readonly entry?: ServerEntry }
  | { readonly kind: "open"; readonly id: string }
  | { readonly kind: "picker"; readonly reason?: string }

export interface OpeningFacts {
  readonly entries: readonly ServerEntry[]
  /** The default that the user chose, which may name a provided server that is not known yet. */
  readonly chosen: string | undefined
  readonly isComplete: boolean
  readonly isLate: boolean
  readonly gateway: GatewayState
  readonly health: (id: string) => ServerHealth
}

export function decideOpening(facts: OpeningFacts): Opening {
  // A gateway in trouble has its own banner.
  if (facts.gateway !== "open") return { kind: "picker" }
  const isKnown = facts.isComplete || facts.entries.some((entry) => entry.id === facts.chosen)
  const entry = isKnown ? facts.entries.find((candidate) => candidate.isDefault) : undefined
  if (!isKnown) return facts.isLate ? { kind: "picker" } : { kind: "waiting" }
  if (!entry) {
    return facts.chosen === undefined ? { kind: "picker" } : { kind: "picker", reason: "Your default server is not provided any more. Pick another." }
  }
  const health = facts.health(entry.id)
  if (isReachable(health, hasSecret(entry))) return { kind: "open", id: entry.id }
  if (health.state === "unknown" && !facts.isLate) return { kind: "waiting", entry }
  const { word, next } = healthText(health, entry)
  const why = health.state === "unknown" ? "it did not answer in time" : `${word.charAt(0).toLowerCase()}${word.slice(1)}`
  return { kind: "picker", reason: `Your default server “${entry.name}” could not be opened: ${why}. ${next}`.trim() }
}
