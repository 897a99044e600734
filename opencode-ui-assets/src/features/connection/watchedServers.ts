/** Whose events are worth a connection: servers that answer, the most recently opened first. */
import type { ServerHealth } from "../../domain/health"
import type { WatchedServer } from "../../domain/pageEvents"
import type { ServerEntry } from "../../domain/serverEntry"

interface Facts {
  readonly base: string
  readonly activeId: string
  readonly entries: readonly ServerEntry[]
  readonly recent: readonly string[]
  readonly health: (id: string) => Pick<ServerHealth, "state">
  readonly credential: (id: string) => string | undefined
}

const EVENTS = "global/event"

export function watchedServers({ base, activeId, entries, recent, health, credential }: Facts): WatchedServer[] {
  const place = (id: string): number => (recent.includes(id) ? recent.indexOf(id) : recent.length)
  return entries
    .filter(({ id }) => id !== activeId && health(id).state === "healthy")
    .sort((a, b) => place(a.id) - place(b.id))
    .map(({ id, url, kind }) => {
      if (kind !== "own") return { id, url: `${base}api/servers/${id}/proxy/${EVENTS}` }
      const secret = credential(id)
      return { id, url: `${base}api/proxy/${EVENTS}`, target: url, ...(secret === undefined ? {} : { credential: secret }) }
    })
}
