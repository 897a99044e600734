/** Whether a server wants its user: a session of it waits for an answer, or has finished while nobody looked. */
import type { HealthTone } from "./healthText"

export type Attention = "waiting" | "finished"

export interface AttentionSource {
  attentionOf(serverId: string): Attention | undefined
}

export const NO_ATTENTION: AttentionSource = { attentionOf: () => undefined }

export interface AttentionText {
  readonly tone: HealthTone
  readonly word: string
  /** What has happened, for the bar: "Mine waits for you", "2 servers wait for you". */
  readonly event: string
}

export function attentionText(attention: Attention, ...names: readonly string[]): AttentionText {
  const [who, verbs] = names.length === 1 ? [names[0] ?? "", ["waits", "has"]] : [`${names.length} servers`, ["wait", "have"]]
  return attention === "waiting"
    ? { tone: "attention", word: "Waits for you", event: `${who} ${verbs[0] ?? ""} for you` }
    : { tone: "good", word: "Finished", event: `${who} ${verbs[1] ?? ""} finished` }
}

export interface AttentionElsewhere {
  readonly attention: Attention
  readonly ids: readonly string[]
}

/** The other servers that want their user: who waits goes before who is done. */
export function attentionElsewhere(ids: readonly string[], activeId: string, source: AttentionSource): AttentionElsewhere | undefined {
  const others = ids.filter((id) => id !== activeId)
  for (const attention of ["waiting", "finished"] as const) {
    const found = others.filter((id) => source.attentionOf(id) === attention)
    if (found.length > 0) return { attention, ids: found }
  }
  return undefined
}
