/**
 * Where the server list is kept: this browser's LocalStorage, one key per base path. A storage that is blocked or full
 * costs the user the memory of the list, never the page.
 */
import { brokenListKey, NOT_KEPT, readServerList, serverListKey, writeServerList, type ServerList, type ServerListReading } from "../domain/serverList"

export interface ListStorage {
  read(): ServerListReading
  /** False when the browser refused to keep it. */
  write(list: ServerList): boolean
  /** Calls back when another tab has changed the list. */
  onOtherTab(changed: () => void): () => void
}

const MAX_BROKEN = 20

export function createListStorage(base: string, storage: () => Storage, tab: EventTarget): ListStorage {
  const key = serverListKey(base)
  const brokenKey = brokenListKey(base)

  // `storage` is a function because even naming localStorage throws where the user has blocked it.
  function attempt<T>(action: (storage: Storage) => T): T | undefined {
    try {
      return action(storage())
    } catch {
      return undefined
    }
  }

  function keepAside(broken: readonly unknown[]): void {
    if (broken.length === 0) return
    attempt((store) => {
      const before = attempt(() => JSON.parse(store.getItem(brokenKey) ?? "[]") as unknown)
      const kept = (Array.isArray(before) ? (before as unknown[]) : []).map((entry) => JSON.stringify(entry))
      const all = [...new Set([...kept, ...broken.map((entry) => JSON.stringify(entry))])].slice(-MAX_BROKEN)
      store.setItem(brokenKey, `[${all.join(",")}]`)
    })
  }

  return {
    read() {
      const found = attempt((store) => ({ text: store.getItem(key) }))
      if (!found) return { ...readServerList(null), notices: [NOT_KEPT] }
      const reading = readServerList(found.text)
      keepAside(reading.broken)
      return reading
    },
    write(list) {
      return (
        attempt((store) => {
          store.setItem(key, writeServerList(list))
          return true
        }) ?? false
      )
    },
    onOtherTab(changed) {
      const listener = (event: Event) => {
        const changedKey = (event as StorageEvent).key
        if (changedKey === key || changedKey === null) changed()
      }
      tab.addEventListener("storage", listener)
      return () => {
        tab.removeEventListener("storage", listener)
      }
    },
  }
}
