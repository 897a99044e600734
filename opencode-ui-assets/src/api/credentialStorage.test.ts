import { describe, expect, it, vi } from "vitest"
import { createCredentialStorage } from "./credentialStorage"

const server = { id: "~aaaaaaaa", http: { url: "http://a", username: "opencode" } }
const SEALED = "e30..aXY.dGV4dA.dGFn"

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
  removeItem(key: string): void {
    this.values.delete(key)
  }
}

function open(storage: MemoryStorage, tab = new EventTarget()) {
  return createCredentialStorage("/nb/", () => storage as unknown as Storage, tab)
}

describe("the storage of sealed credentials", () => {
  it("survives a reload and is the same for all tabs", () => {
    const storage = new MemoryStorage()
    const other = open(storage)
    open(storage).keep(server, SEALED)
    expect(other.get(server)).toBe(SEALED)
    expect(other.subjects()).toEqual([server])
    other.forget(server)
    expect(open(storage).get(server)).toBeUndefined()
    expect(storage.values.size).toBe(0)
  })

  it("does not forget for another address under the same id", () => {
    const storage = new MemoryStorage()
    open(storage).keep(server, SEALED)
    open(storage).forget({ ...server, http: { ...server.http, url: "http://b" } })
    expect(open(storage).get(server)).toBe(SEALED)
  })

  it("lasts as long as the tab where the browser keeps nothing", () => {
    const storage = new MemoryStorage()
    storage.isBlocked = true
    const kept = open(storage)
    expect(kept.get(server)).toBeUndefined()
    kept.keep(server, SEALED)
    expect(kept.get(server)).toBe(SEALED)
    expect(open(storage).get(server)).toBeUndefined()
  })

  it("tells of other tabs' changes to it alone", () => {
    const tab = new EventTarget()
    const changed = vi.fn()
    open(new MemoryStorage(), tab).onOtherTab(changed)
    for (const key of ["opencode-proxy:/nb/:servers", "opencode-proxy:/nb/:credentials", null]) {
      tab.dispatchEvent(Object.assign(new Event("storage"), { key }))
    }
    expect(changed).toHaveBeenCalledTimes(2)
  })
})
