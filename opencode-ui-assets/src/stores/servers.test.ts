import { createRoot } from "solid-js"
import { describe, expect, it } from "vitest"
import { createListStorage } from "../api/listStorage"
import type { OwnServer } from "../domain/ownServer"
import type { ProvidedServer } from "../domain/providedServer"
import { brokenListKey, serverListKey } from "../domain/serverList"
import { createServersStore } from "./servers"

const a: OwnServer = { id: "~aaaaaaaa", http: { url: "http://a" } }
const b: OwnServer = { id: "~bbbbbbbb", http: { url: "http://b" } }
const local: ProvidedServer = { key: "local", name: "L", url: "http://l", source: "config", default: true }
const BASE = "/nb/"
const signal = new AbortController().signal

class MemoryStorage {
  readonly values = new Map<string, string>()
  refuses: "nothing" | "writing" | "everything" = "nothing"
  getItem(key: string): string | null {
    if (this.refuses === "everything") throw new DOMException("blocked", "SecurityError")
    return this.values.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    if (this.refuses !== "nothing") throw new DOMException("full", "QuotaExceededError")
    this.values.set(key, value)
  }
}

function openTab(storage: MemoryStorage, tab = new EventTarget()) {
  const listStorage = createListStorage(BASE, () => storage as unknown as Storage, tab)
  const providedServers = () => Promise.resolve({ value: { servers: [local], problems: ["Sandboxes may not be read."] } })
  return { store: createRoot(() => createServersStore({ storage: listStorage, providedServers })), tab }
}

function tell(tab: EventTarget, key: string | null): void {
  tab.dispatchEvent(Object.assign(new Event("storage"), { key }))
}

const ids = (store: ReturnType<typeof openTab>["store"]) => store.entries().map((entry) => entry.id)

describe("servers", () => {
  it("survive a reload", () => {
    const storage = new MemoryStorage()
    const { store } = openTab(storage)
    store.add(a)
    store.setDefault(a.id)
    const reloaded = openTab(storage).store
    expect(reloaded.list()).toEqual({ version: 1, servers: [a], default: a.id, recent: [] })
  })

  it("show the provided ones first, once they are known", async () => {
    const { store } = openTab(new MemoryStorage())
    store.add(a)
    expect(store.isComplete()).toBe(false)
    await store.loadProvided(signal)
    expect(store.isComplete()).toBe(true)
    expect(ids(store)).toEqual(["local", a.id])
  })

  it("say why provided ones may be missing", async () => {
    const { store } = openTab(new MemoryStorage())
    await store.loadProvided(signal)
    expect(store.problems()).toEqual(["Sandboxes may not be read."])
  })

  it("stay the same objects while the provided ones do not change", async () => {
    const { store } = openTab(new MemoryStorage())
    await store.loadProvided(signal)
    const before = store.entries()
    await store.loadProvided(signal)
    expect(store.entries()).toBe(before)
  })

  it("are imported all at once, each once; the file's default stands back behind the user's", () => {
    const { store } = openTab(new MemoryStorage())
    store.addAll([a, { ...b, id: "~cccccccc" }, b], "~cccccccc")
    expect(ids(store)).toEqual([a.id, "~cccccccc"])
    expect(store.list().default).toBe("~cccccccc")
    store.addAll([{ id: "~dddddddd", http: { url: "http://d" } }], "~dddddddd")
    expect(store.list().default).toBe("~cccccccc")
  })

  it("can be removed and brought back", () => {
    const { store } = openTab(new MemoryStorage())
    store.add(a)
    store.add(b)
    store.setDefault(a.id)
    const undo = store.remove(a.id)
    expect(ids(store)).toEqual([b.id])
    undo()
    expect(ids(store)).toEqual([a.id, b.id])
    expect(store.list().default).toBe(a.id)
  })
})

describe("two tabs", () => {
  it("show each other's changes", () => {
    const storage = new MemoryStorage()
    const one = openTab(storage)
    const two = openTab(storage)
    one.store.add(a)
    tell(two.tab, serverListKey(BASE))
    expect(ids(two.store)).toEqual([a.id])
  })

  it("do not overwrite each other, even before they have heard", () => {
    const storage = new MemoryStorage()
    const one = openTab(storage)
    const two = openTab(storage)
    one.store.add(a)
    two.store.add(b)
    expect(ids(two.store)).toEqual([a.id, b.id])
  })

  it("have each their own active server: opening one in a tab says only where the user was last", () => {
    const storage = new MemoryStorage()
    const one = openTab(storage)
    const two = openTab(storage)
    one.store.addAll([a, b], undefined)
    one.store.opened(a.id)
    two.store.opened(b.id)
    tell(one.tab, serverListKey(BASE))
    expect(one.store.list().recent).toEqual([b.id, a.id])
    expect(one.store.list()).not.toHaveProperty("active")
  })

  it("notice when everything was cleared, and ignore other keys", () => {
    const storage = new MemoryStorage()
    const { store, tab } = openTab(storage)
    store.add(a)
    storage.values.clear()
    tell(tab, "something else")
    expect(ids(store)).toEqual([a.id])
    tell(tab, null)
    expect(ids(store)).toEqual([])
  })
})

describe("a storage in trouble", () => {
  it("with a broken entry gives a notice and keeps the entry aside, once", () => {
    const storage = new MemoryStorage()
    storage.values.set(serverListKey(BASE), JSON.stringify({ version: 1, servers: [{ id: 1 }, a], recent: [] }))
    const { store } = openTab(storage)
    openTab(storage)
    expect(ids(store)).toEqual([a.id])
    expect(store.notices()).toHaveLength(1)
    expect(storage.values.get(brokenListKey(BASE))).toBe(`[{"id":1}]`)
    store.dismissNotices()
    expect(store.notices()).toEqual([])
  })

  it.each(["writing", "everything"] as const)("that refuses %s costs the memory, not the page", (refuses) => {
    const storage = new MemoryStorage()
    storage.refuses = refuses
    const { store } = openTab(storage)
    // What is blocked is said at once: the list looks empty.
    expect(store.notices()).toHaveLength(refuses === "everything" ? 1 : 0)
    store.add(a)
    store.add(b)
    expect(ids(store)).toEqual([a.id, b.id])
    expect(store.notices()).toHaveLength(1)
  })
})
