// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest"
import { createListStorage } from "../../api/listStorage"
import { EMPTY_LIST } from "../../domain/serverList"
import { createListSync } from "./listSync"
import { createTypedSecrets } from "./stranger"
import { UI_SERVERS_KEY } from "./uiServers"
import { uiStorage } from "./uiStorage"

const ORIGIN = "https://gw.example"
const MINE = { id: "~mine2345", http: { url: "http://mine:4096" } }
const OTHERS = Array.from("abcdefghijklmnop", (letter) => ({ id: `~aaaaaaa${letter}`, http: { url: `http://${letter}:4096` } }))

const list = createListStorage("/nb/", () => localStorage, window)
let forgotten: string[]

/** The UI reads its record once, and from then on keeps what it has in memory. */
function openTab(native = localStorage) {
  const sync = createListSync({
    origin: ORIGIN,
    serverId: MINE.id,
    list,
    credentials: {
      set: ({ http }, value) => {
        if (value === undefined) forgotten.push(http.url)
        return true
      },
    },
    secrets: createTypedSecrets(() => Promise.resolve("sealed")),
    newId: () => "~new23456",
    announce: () => undefined,
  })
  const ui = uiStorage(native, "p:", ORIGIN, sync)
  const { storage } = ui
  ui.seed([])
  const start = (): UiTab => ({ storage, record: JSON.parse(storage.getItem(UI_SERVERS_KEY) ?? "{}") as UiRecord })
  return { storage, start }
}

interface UiRecord {
  list: { displayName?: string; http: { url: string; password?: string } }[]
  [key: string]: unknown
}

interface UiTab {
  readonly storage: Storage
  readonly record: UiRecord
}

function write({ storage, record }: UiTab, change: Partial<UiRecord>): void {
  Object.assign(record, change)
  storage.setItem(UI_SERVERS_KEY, JSON.stringify(record))
}

const urls = (): string[] => list.read().list.servers.map(({ http }) => http.url)

beforeEach(() => {
  localStorage.clear()
  forgotten = []
  list.write({ ...EMPTY_LIST, servers: [MINE, ...OTHERS] })
})

describe("what one tab keeps takes nothing from the list when another tab", () => {
  const all = [MINE, ...OTHERS].map(({ http }) => http.url)

  it("was opened later, with other servers among its few", () => {
    const tab = openTab().start()
    list.write({ ...list.read().list, recent: [OTHERS[15]?.id ?? ""] })
    openTab()
    write(tab, { projects: { local: [] } })
    expect([urls(), forgotten]).toEqual([all, []])
  })

  it("was opened while this one's UI had not started", () => {
    const waiting = openTab()
    list.write({ ...list.read().list, recent: [OTHERS[15]?.id ?? ""] })
    openTab()
    write(waiting.start(), { projects: { local: [] } })
    expect([urls(), forgotten]).toEqual([all, []])
  })

  it("has added a server, or changed the address of one", () => {
    const tab = openTab().start()
    const edited = [MINE, ...OTHERS.slice(1), { id: "~aaaaaaaa", http: { url: "http://moved:4096" } }, { id: "~added234", http: { url: "http://added:4096" } }]
    list.write({ ...EMPTY_LIST, servers: edited })
    openTab()
    write(tab, { projects: { local: [] } })
    expect([urls(), forgotten]).toEqual([edited.map(({ http }) => http.url), []])
  })
})

it("a server that has been removed elsewhere does not come back, also one whose password was typed here", () => {
  const tab = openTab().start()
  const typed = tab.record.list.map((entry) => (entry.http.url === "http://a:4096" ? { ...entry, http: { ...entry.http, password: "secret" } } : entry))
  write(tab, { list: typed })
  list.write({ ...EMPTY_LIST, servers: [MINE] })
  openTab()
  write(tab, { projects: { local: [] } })
  expect(urls()).toEqual(["http://mine:4096"])
})

it("what the user removes here is removed, once", () => {
  const tab = openTab().start()
  write(tab, { list: tab.record.list.filter(({ http }) => http.url !== "http://a:4096") })
  expect([urls().includes("http://a:4096"), forgotten]).toEqual([false, ["http://a:4096"]])
  list.write({ ...EMPTY_LIST, servers: [MINE, ...OTHERS] })
  write(tab, { projects: { local: [] } })
  expect([urls().includes("http://a:4096"), forgotten]).toEqual([true, ["http://a:4096"]])
})

it("the UI finds its servers also where nothing more can be kept", () => {
  const full: Partial<Storage> = {
    getItem: () => null,
    setItem() {
      throw new DOMException("full", "QuotaExceededError")
    },
  }
  expect(openTab(full as Storage).start().record.list.map(({ http }) => http.url).slice(0, 2)).toEqual([ORIGIN, "http://a:4096"])
})
