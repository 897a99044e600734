/** Where the shell's settings are kept: this browser's LocalStorage, one key per base path. What is blocked is the default. */
import { DEFAULT_SETTINGS, readSettings, settingsKey, writeSettings, type Settings } from "../domain/settings"

export interface SettingsStorage {
  read(): Settings
  /** Does nothing where the browser keeps nothing. */
  write(settings: Settings): void
  /** Calls back when another tab has changed them. */
  onOtherTab(changed: () => void): () => void
}

export function createSettingsStorage(base: string, storage: () => Storage, tab: EventTarget): SettingsStorage {
  const key = settingsKey(base)
  return {
    read() {
      try {
        return readSettings(storage().getItem(key))
      } catch {
        return DEFAULT_SETTINGS
      }
    },
    write(settings) {
      try {
        storage().setItem(key, writeSettings(settings))
      } catch {
        // They last until the page is closed.
      }
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
