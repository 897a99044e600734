/**
 * Reads from the events of servers who waits for an answer and who has finished. Only what has happened while the stream
 * was open is known: a question from before, or from a gap, shows in the server's own page.
 */
import type { ServerAttention } from "../../domain/pageEvents"
import { dataOf } from "./eventBlocks"

export interface AttentionTally {
  /** True when something has changed. */
  read(server: string, events: string, isSeen: boolean): boolean
  /** Somebody looks at this server now. */
  see(server: string): boolean
  /** Its events are not heard for now: who waits and who works may have changed when they are again. True when something was known. */
  lose(server: string): boolean
  forget(server: string): boolean
  all(): readonly ServerAttention[]
}

interface Known {
  /** Id of the question or permission -> its session. */
  readonly waiting: Map<string, string>
  readonly working: Set<string>
  hasFinished: boolean
}

/** Most events are pieces of answers: they need no parsing. */
const OF_INTEREST = /"(?:permission|question)\.|"session\.(?:status|idle|deleted|execution\.\w+)"/

export function createAttentionTally(): AttentionTally {
  const servers = new Map<string, Known>()

  function knownOf(server: string): Known {
    const known = servers.get(server) ?? { waiting: new Map<string, string>(), working: new Set<string>(), hasFinished: false }
    servers.set(server, known)
    return known
  }

  return {
    read(server, events, isSeen) {
      if (!OF_INTEREST.test(events)) return false
      const known = knownOf(server)
      const before = summary(server, known)
      for (const data of dataOf(events)) if (OF_INTEREST.test(data)) apply(known, data)
      if (isSeen) known.hasFinished = false
      return JSON.stringify(before) !== JSON.stringify(summary(server, known))
    },
    see(server) {
      const known = servers.get(server)
      if (!known?.hasFinished) return false
      known.hasFinished = false
      return true
    },
    lose(server) {
      const known = servers.get(server)
      if (!known || known.waiting.size + known.working.size === 0) return false
      known.waiting.clear()
      known.working.clear()
      return true
    },
    forget: (server) => servers.delete(server),
    all: () => [...servers].map(([server, known]) => summary(server, known)).filter(({ waiting, isWorking, hasFinished }) => waiting > 0 || isWorking || hasFinished),
  }
}

function summary(server: string, { waiting, working, hasFinished }: Known): ServerAttention {
  return { server, waiting: waiting.size, isWorking: working.size > 0, hasFinished }
}

function apply(known: Known, data: string): void {
  const { type, properties } = eventOf(data)
  const session = textOf(properties["sessionID"])
  switch (type.replace(".v2.", ".")) {
    case "permission.asked":
    case "question.asked":
      known.waiting.set(textOf(properties["id"]), session)
      return
    case "permission.replied":
    case "question.replied":
    case "question.rejected":
      known.waiting.delete(textOf(properties["requestID"]))
      return
    case "session.status": {
      const status = properties["status"]
      if (typeof status === "object" && status !== null && (status as { type?: unknown }).type !== "idle") known.working.add(session)
      else rest(known, session)
      return
    }
    case "session.execution.started":
      known.working.add(session)
      return
    case "session.idle":
    case "session.deleted":
    case "session.execution.succeeded":
    case "session.execution.failed":
    case "session.execution.interrupted":
      rest(known, session)
  }
}

/** Who rests waits for nobody. A session may have had others work for it: it has finished when all rest. */
function rest(known: Known, session: string): void {
  for (const [id, owner] of known.waiting) if (owner === session) known.waiting.delete(id)
  if (known.working.delete(session) && known.working.size === 0) known.hasFinished = true
}

function eventOf(data: string): { type: string; properties: Record<string, unknown> } {
  try {
    const event = fieldsOf(JSON.parse(data))
    const payload = "payload" in event ? fieldsOf(event["payload"]) : event
    return { type: textOf(payload["type"]), properties: fieldsOf(payload["properties"] ?? payload["data"]) }
  } catch {
    return { type: "", properties: {} }
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : ""
}
