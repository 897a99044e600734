import { createRoot } from "solid-js"
import { describe, expect, it } from "vitest"
import { createSettingsStorage } from "../api/settingsStorage"
import { DEFAULT_SETTINGS, settingsKey } from "../domain/settings"
import { createSettingsStore } from "./settings"

const BASE = "/nb/"

class MemoryStorage {
  readonly values = new Map<string, string>()
  isBlocked = false
  getItem(key: string): string | null {
    if (this.isBlocked) throw new DOMException("blocked", "SecurityError")
    return this.values.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    if (this.isBlocked) throw new DOMException("full", "QuotaExceededError")
    this.values.set(key, value)
  }
}

function openTab(storage: MemoryStorage, tab = new EventTarget()) {
  return { tab, store: createRoot(() => createSettingsStore(createSettingsStorage(BASE, () => storage as unknown as Storage, tab))) }
}

function tell(tab: EventTarget, key: string | null): void {
  tab.dispatchEvent(Object.assign(new Event("storage"), { key }))
}

describe("settings", () => {
  it("survive a reload, and can be put back", () => {
    const storage = new MemoryStorage()
    openTab(storage).store.change({ pollSeconds: 60, switcher: undefined })
    const { store } = openTab(storage)
    expect(store.settings()).toEqual({ ...DEFAULT_SETTINGS, pollSeconds: 60, switcher: undefined })
    store.reset()
    expect(openTab(storage).store.settings()).toEqual(DEFAULT_SETTINGS)
  })

  it("changed in one tab show in all", () => {
    const storage = new MemoryStorage()
    const [one, two] = [openTab(storage), openTab(storage)]
    one.store.change({ nth: undefined })
    tell(two.tab, "something else")
    expect(two.store.settings().nth).toBe("mod+alt")
    tell(two.tab, settingsKey(BASE))
    expect(two.store.settings().nth).toBeUndefined()
    storage.values.clear()
    tell(two.tab, null)
    expect(two.store.settings()).toEqual(DEFAULT_SETTINGS)
  })

  it("make the pace of the checks, from the next one on", () => {
    const { store } = openTab(new MemoryStorage())
    const { pace } = store
    expect([pace.visibleMs, pace.hiddenMs]).toEqual([10_000, 60_000])
    store.change({ pollSeconds: 30 })
    expect([pace.visibleMs, pace.hiddenMs]).toEqual([30_000, 60_000])
  })

  it("last as long as the tab where the browser keeps nothing", () => {
    const storage = new MemoryStorage()
    storage.isBlocked = true
    const { store } = openTab(storage)
    store.change({ pollSeconds: 5 })
    expect(store.settings().pollSeconds).toBe(5)
  })
})
