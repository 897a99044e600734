/** The servers of this browser: the provided ones and the user's own list, kept in step with other tabs. */
import { createMemo, createSignal, type Accessor } from "solid-js"
import type { ListStorage } from "../api/listStorage"
import type { ApiResult } from "../api/proxyClient"
import type { OwnServer } from "../domain/ownServer"
import type { ProvidedList } from "../domain/providedServer"
import { serverEntries, type ServerEntry } from "../domain/serverEntry"
import {
  addServer, editServer, NOT_KEPT, removeServer, restoreServer, withDefault, withRecent, type ListNotice, type ServerList,
} from "../domain/serverList"

export interface ServersStore {
  readonly list: Accessor<ServerList>
  readonly entries: Accessor<readonly ServerEntry[]>
  readonly notices: Accessor<readonly ListNotice[]>
  readonly dismissNotices: () => void
  /** Why provided servers may be missing, as sentences. */
  readonly problems: Accessor<readonly string[]>
  /** False until the provided servers are known: an id may still turn out to be one of them. */
  readonly isComplete: Accessor<boolean>
  find(id: string): OwnServer | undefined
  add(server: OwnServer): void
  edit(server: OwnServer): void
  /** Adds all at once; `chosen` becomes the default unless the user has one. */
  addAll(servers: readonly OwnServer[], chosen: string | undefined): void
  /** Gives back the way to undo it. */
  remove(id: string): () => void
  setDefault(id: string | undefined): void
  opened(id: string): void
  loadProvided(signal: AbortSignal): Promise<ApiResult<ProvidedList>>
  stop(): void
}

interface Sources {
  readonly storage: ListStorage
  readonly providedServers: (signal: AbortSignal) => Promise<ApiResult<ProvidedList>>
}

export function createServersStore({ storage, providedServers }: Sources): ServersStore {
  const first = storage.read()
  const [list, setList] = createSignal<ServerList>(first.list)
  const [notices, setNotices] = createSignal<readonly ListNotice[]>(first.notices)
  const [provided, setProvided] = createSignal<ProvidedList | undefined>(undefined, { equals: isSameList })
  const entries = createMemo(() => serverEntries(provided()?.servers ?? [], list()))
  let isKept = true

  // Read, change, write in one go: what another tab wrote a moment ago is not lost.
  function change(step: (list: ServerList) => ServerList): void {
    const next = step(isKept ? storage.read().list : list())
    isKept = storage.write(next)
    if (!isKept) setNotices((all) => (all.includes(NOT_KEPT) ? all : [...all, NOT_KEPT]))
    setList(next)
  }

  const stop = storage.onOtherTab(() => {
    const reading = storage.read()
    setList(reading.list)
    if (reading.notices.length > 0) setNotices(reading.notices)
  })

  return {
    list,
    entries,
    notices,
    dismissNotices: () => setNotices([]),
    problems: () => provided()?.problems ?? [],
    isComplete: () => provided() !== undefined,
    find: (id) => list().servers.find((server) => server.id === id),
    add(server) {
      change((before) => addServer(before, server))
    },
    edit(server) {
      change((before) => editServer(before, server))
    },
    addAll(servers, chosen) {
      change((before) => {
        const after = servers.reduce(addServer, before)
        return after.default === undefined && chosen !== undefined ? withDefault(after, chosen) : after
      })
    },
    remove(id) {
      const before = list()
      change((current) => removeServer(current, id))
      return () => {
        change((current) => restoreServer(current, before, id))
      }
    },
    setDefault(id) {
      change((before) => withDefault(before, id))
    },
    opened(id) {
      // Written only when it is news: each writing wakes all other tabs.
      if (list().recent[0] !== id) change((before) => withRecent(before, id))
    },
    async loadProvided(signal) {
      const result = await providedServers(signal)
      if ("value" in result) setProvided(result.value)
      return result
    },
    stop,
  }
}

/** Asked for with every round: what has not changed must not make rows anew. */
function isSameList(a: ProvidedList | undefined, b: ProvidedList | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
