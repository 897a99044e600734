/**
 * What a page has missed while its event stream was away. On a new greeting the UI asks for states, permissions and
 * questions again, but not for the session that it shows: that is read here and told as events.
 */
import type { TabEvents } from "../../api/events/tabEvents"

interface Tools {
  readonly fetch: typeof fetch
  readonly tell: TabEvents["tell"]
  /** Path of the page, as it is at this moment. */
  readonly path: () => string
}

interface Message {
  readonly info: unknown
  readonly parts: readonly unknown[]
}

/** What is older than these is not written any more. */
const LAST_MESSAGES = 50

export function createCatchUp({ fetch, tell, path }: Tools): () => Promise<void> {
  async function read<T>(url: string): Promise<T> {
    const response = await fetch(url)
    if (!response.ok) throw new Error(`${response.status}`)
    return (await response.json()) as T
  }

  return async () => {
    const sessionID = /\bses_\w+/.exec(path())?.[0]
    if (sessionID === undefined) return
    try {
      const [info, messages] = await Promise.all([
        read<{ readonly directory: string }>(`/session/${sessionID}`),
        read<readonly Message[]>(`/session/${sessionID}/message?limit=${LAST_MESSAGES}`),
      ])
      const event = (type: string, properties: object): string =>
        `data: ${JSON.stringify({ directory: info.directory, payload: { type, properties: { sessionID, ...properties } } })}\n\n`
      const told = messages.flatMap((message) => [
        event("message.updated", { info: message.info }),
        ...message.parts.map((part) => event("message.part.updated", { part })),
      ])
      tell(event("session.updated", { info }) + told.join(""))
    } catch {
      // Gone again, or another dialect: the UI shows what it has.
    }
  }
}
