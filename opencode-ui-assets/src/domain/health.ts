/** What is known about a server: the last result. The proxy softens it, so that one lost packet does not turn a dot red. */
export type HealthState = "healthy" | "unhealthy" | "unknown"

export const REASONS = [
  "dns",
  "refused",
  "timeout",
  "tls",
  "auth_required",
  "auth_rejected",
  "denied",
  "not_opencode",
  "incompatible",
  "upstream_error",
] as const

export type HealthReason = (typeof REASONS)[number]

/** One entry of `results` in the answer of POST api/servers/health. */
export interface HealthResult {
  readonly state: HealthState
  readonly reason?: HealthReason
  readonly message?: string
  readonly version?: string
  readonly latencyMs?: number
  readonly checkedAt?: string
  /** A healthy server that missed one check stays healthy until it misses the next. */
  readonly missed?: boolean
}

export interface ServerHealth extends HealthResult {
  readonly missed: boolean
}

export const UNKNOWN: ServerHealth = { state: "unknown", missed: false }

/** Reads a result of any shape: what cannot be understood is unknown, never an exception. */
export function readHealthResult(value: unknown): HealthResult {
  if (typeof value !== "object" || value === null) return { state: "unknown" }
  const { state, reason, message, version, latencyMs, checkedAt, missed } = value as Record<string, unknown>
  if (state !== "healthy" && state !== "unhealthy") return { state: "unknown" }
  const known = REASONS.find((candidate) => candidate === reason)
  return {
    state,
    ...(state === "unhealthy" ? { reason: known ?? "upstream_error" } : {}),
    ...(typeof message === "string" && message !== "" ? { message } : {}),
    ...(typeof version === "string" && version !== "" ? { version } : {}),
    ...(typeof latencyMs === "number" && latencyMs >= 0 ? { latencyMs } : {}),
    ...(typeof checkedAt === "string" ? { checkedAt } : {}),
    ...(state === "healthy" && typeof missed === "string" ? { missed: true } : {}),
  }
}

/** A server that asks for a password or a key answers: it can be opened, and is asked for there where there is a name for it. */
export function isReachable(health: HealthResult, canBeAsked: boolean): boolean {
  return health.state === "healthy" || (health.reason === "auth_required" && canBeAsked)
}

const RANK: Record<HealthState, number> = { healthy: 0, unknown: 1, unhealthy: 2 }

/** The active server first, then healthy, unknown, unhealthy; otherwise as added. */
export function inOrder<T extends { readonly id: string }>(
  servers: readonly T[],
  active: string,
  stateOf: (id: string) => HealthState,
): T[] {
  const rank = (server: T) => (server.id === active ? -1 : RANK[stateOf(server.id)])
  return [...servers].sort((a, b) => rank(a) - rank(b))
}
