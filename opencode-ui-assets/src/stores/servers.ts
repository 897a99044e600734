/** The servers of this browser: the provided ones and the user's own list, kept in step with other tabs. */
import { createMemo, createSignal, type Accessor } from "solid-js"
import type { ListStorage } from "../api/listStorage"
import type { ApiResult } from "../api/proxyClient"
import type { OwnServer } from "../domain/ownServer"
import type { ProvidedServer } from "../domain/providedServer"
import { serverEntries, type ServerEntry } from "../domain/serverEntry"
import {
  addServer, editServer, NOT_KEPT, removeServer, restoreServer, withDefault, withRecent, type ListNotice, type ServerList,
} from "../domain/serverList"

export interface ServersStore {
  readonly list: Accessor<ServerList>
  readonly entries: Accessor<readonly ServerEntry[]>
  readonly notices: Accessor<readonly ListNotice[]>
  readonly dismissNotices: () => void
  /** False until the provided servers are known: an id may still turn out to be one of them. */
  readonly isComplete: Accessor<boolean>
  find(id: string): OwnServer | undefined
  add(server: OwnServer): void
  edit(server: OwnServer): void
  /** Gives back the way to undo it. */
  remove(id: string): () => void
  setDefault(id: string | undefined): void
  opened(id: string): void
  loadProvided(signal: AbortSignal): Promise<ApiResult<ProvidedServer[]>>
  stop(): void
}

interface Sources {
  readonly storage: ListStorage
  readonly providedServers: (signal: AbortSignal) => Promise<ApiResult<ProvidedServer[]>>
}

export function createServersStore({ storage, providedServers }: Sources): ServersStore {
  const first = storage.read()
  const [list, setList] = createSignal<ServerList>(first.list)
  const [notices, setNotices] = createSignal<readonly ListNotice[]>(first.notices)
  const [provided, setProvided] = createSignal<readonly ProvidedServer[] | undefined>(undefined)
  const entries = createMemo(() => serverEntries(provided() ?? [], list()))
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
    isComplete: () => provided() !== undefined,
    find: (id) => list().servers.find((server) => server.id === id),
    add(server) {
      change((before) => addServer(before, server))
    },
    edit(server) {
      change((before) => editServer(before, server))
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
      change((before) => withRecent(before, id))
    },
    async loadProvided(signal) {
      const result = await providedServers(signal)
      if ("value" in result) setProvided(result.value)
      return result
    },
    stop,
  }
}
