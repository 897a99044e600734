/** What the user has chosen about the shell, the same in all tabs. */
import { createSignal, type Accessor } from "solid-js"
import type { SettingsStorage } from "../api/settingsStorage"
import { DEFAULT_SETTINGS, type Settings } from "../domain/settings"
import type { Pace } from "./poller"

/** Behind other windows nobody sees news. */
const HIDDEN_MS = 60_000

export interface SettingsStore {
  readonly settings: Accessor<Settings>
  change(part: Partial<Settings>): void
  reset(): void
  /** How often servers are checked, as chosen when it is read. */
  readonly pace: Pace
  stop(): void
}

export function createSettingsStore(storage: SettingsStorage): SettingsStore {
  const [settings, setSettings] = createSignal(storage.read())
  const stop = storage.onOtherTab(() => setSettings(storage.read()))

  function write(next: Settings): void {
    storage.write(next)
    setSettings(next)
  }

  return {
    settings,
    change(part) {
      write({ ...settings(), ...part })
    },
    reset() {
      write(DEFAULT_SETTINGS)
    },
    pace: {
      get visibleMs() {
        return settings().pollSeconds * 1000
      },
      get hiddenMs() {
        return Math.max(HIDDEN_MS, settings().pollSeconds * 1000)
      },
    },
    stop,
  }
}
