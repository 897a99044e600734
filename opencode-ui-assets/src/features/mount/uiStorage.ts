/** The UI's LocalStorage: under names of this server, without passwords. Its list of servers goes both ways. */
import type { ProvidedServer } from "../../domain/providedServer"
import type { ListSync } from "./listSync"
import { namespacedStorage } from "./storage"
import { UI_DEFAULT_KEY, UI_SERVERS_KEY, withoutPasswords } from "./uiServers"

export interface UiStorage {
  readonly storage: Storage
  /** Puts our list into the UI's, before the UI starts. */
  seed(provided: readonly ProvidedServer[]): void
}

export function uiStorage(native: Storage, prefix: string, origin: string, sync: ListSync): UiStorage {
  const storage = namespacedStorage(native, prefix, {
    held: (key) => (key === UI_SERVERS_KEY ? sync.held() : undefined),
    clean(key, value) {
      if (key === UI_DEFAULT_KEY) {
        sync.defaultChanged(value)
        // Here the page's own server is always the one that is opened.
        return origin
      }
      if (key !== UI_SERVERS_KEY) return value
      sync.changed(value)
      return withoutPasswords(value)
    },
  })
  return {
    storage,
    seed(provided) {
      const seeded = sync.seeded(storage.getItem(UI_SERVERS_KEY), provided)
      try {
        native.setItem(prefix + UI_SERVERS_KEY, seeded)
      } catch {
        // It is full. This tab has its record all the same.
      }
    },
  }
}
