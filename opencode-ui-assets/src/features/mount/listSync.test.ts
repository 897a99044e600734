import { beforeEach, describe, expect, it } from "vitest"
import type { ListStorage } from "../../api/listStorage"
import type { Subject } from "../../domain/keptSecrets"
import { EMPTY_LIST, type ServerList } from "../../domain/serverList"
import { createListSync } from "./listSync"
import { createTypedSecrets } from "./stranger"
import { changesBetween, withoutPasswords } from "./uiServers"

const ORIGIN = "https://gw.example"
const MINE = { id: "~mine2345", displayName: "Mine", http: { url: "http://mine:4096", username: "opencode" } }
const TWO = { id: "~two23456", displayName: "Two", http: { url: "http://two:4096" } }

let list: ServerList
let kept: [string, string | undefined][]
let announced: number
let sealing: (credential: string | undefined) => void

function setup(serverId = MINE.id) {
  const storage: ListStorage = {
    read: () => ({ list, notices: [], broken: [] }),
    write(next) {
      list = next
      return true
    },
    onOtherTab: () => () => undefined,
  }
  const secrets = createTypedSecrets(() => new Promise((resolve) => { sealing = resolve }))
  const sync = createListSync({
    origin: ORIGIN,
    serverId,
    list: storage,
    credentials: {
      set(server: Subject, value) {
        kept.push([server.http.url, value])
        return true
      },
    },
    secrets,
    newId: () => "~new23456",
    announce: () => { announced += 1 },
  })
  return { sync, secrets }
}

const record = (...servers: object[]): string => JSON.stringify({ list: servers, projects: { local: [1] } })
const http = (url: string, displayName?: string, rest: object = {}): object => ({ type: "http", displayName, http: { url, ...rest } })

beforeEach(() => {
  list = { ...EMPTY_LIST, servers: [MINE, TWO], recent: [] }
  kept = []
  announced = 0
})

describe("our list in the UI's", () => {
  it("has the mounted server as the page's own origin, then the others, none with a secret", () => {
    expect(JSON.parse(setup().sync.seeded(record(http("http://gone:1"))))).toEqual({
      list: [
        { type: "http", displayName: "Mine", http: { url: ORIGIN } },
        { type: "http", displayName: "Two", http: { url: "http://two:4096" } },
      ],
      projects: { local: [1] },
      lastProject: {},
      recentlyClosed: {},
    })
  })

  it("has each address once, what was opened last first, and only so many", () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ id: `~aaaaaaa${"abcdefghijklmnopqrstuvwxyz2345"[i] ?? ""}`, http: { url: `http://s${i}` } }))
    list = { ...list, servers: [MINE, ...many, { ...MINE, id: "~same2345", http: { url: MINE.http.url } }], recent: [many[20]?.id ?? ""] }
    const urls = (JSON.parse(setup().sync.seeded("[broken")) as { list: { http: { url: string } }[] }).list.map(({ http: { url } }) => url)
    expect(urls).toEqual([ORIGIN, "http://s20", ...Array.from({ length: 7 }, (_, i) => `http://s${i}`)])
  })
})

describe("what is done to the UI's list", () => {
  const before = record(http(ORIGIN, "Mine"), http("http://two:4096", "Two"))
  const seeded = (serverId?: string) => {
    const rig = setup(serverId)
    rig.sync.seeded(null)
    return rig
  }

  it("adds a server to ours, and keeps its password sealed", async () => {
    const { sync, secrets } = seeded()
    const typed = { url: "http://new:4096", username: "me", password: "secret" }
    void secrets.seal(typed)
    sealing("sealed")
    await Promise.resolve()
    sync.changed(record(http(ORIGIN, "Mine"), http("http://two:4096", "Two"), http("http://New:4096/", "New", { username: "me", password: "secret" })))
    expect(list.servers.at(-1)).toEqual({ id: "~new23456", displayName: "New", http: { url: "http://new:4096", username: "me" } })
    expect([kept, announced]).toEqual([[["http://new:4096", "sealed"]], 1])
    expect(JSON.stringify(list)).not.toContain("secret")
  })

  it("seals a password that has not been yet", async () => {
    seeded().sync.changed(record(http(ORIGIN, "Mine"), http("http://two:4096", "Two", { password: "secret" })))
    expect([list.servers[1]?.http.username, kept]).toEqual(["opencode", []])
    sealing("late")
    await new Promise((resolve) => setTimeout(resolve))
    expect(kept).toEqual([["http://two:4096", "late"]])
  })

  it("renames, also the mounted server", () => {
    seeded().sync.changed(record(http(ORIGIN, "My own"), http("http://two:4096", "Zwei")))
    expect(list.servers).toEqual([{ ...MINE, displayName: "My own" }, { ...TWO, displayName: "Zwei" }])
  })

  it("removes, but never the mounted server", () => {
    seeded().sync.changed(record())
    expect([list.servers, kept]).toEqual([[MINE], [["http://two:4096", undefined]]])
  })

  it("does nothing to a provided server", () => {
    seeded("local").sync.changed(record(http(ORIGIN, "Other", { password: "secret" }), http(MINE.http.url, "Mine", { username: "opencode" }), http("http://two:4096", "Two")))
    expect([list.servers, kept]).toEqual([[MINE, TWO], []])
  })

  it("is nothing when only other things have changed there", () => {
    seeded().sync.changed(before.replace("[1]", "[2]"))
    expect(announced).toBe(0)
  })

  it("may be no address of ours", () => {
    seeded().sync.changed(before.replace('"list":[', '"list":[{"type":"ssh","host":"x"},"ftp://x",null,'))
    expect([list.servers, announced]).toEqual([[MINE, TWO], 0])
  })

  it.each([
    [ORIGIN, MINE.id],
    ["http://two:4096/", TWO.id],
  ])("makes %s the default", (url, id) => {
    setup().sync.defaultChanged(url)
    expect(list.default).toBe(id)
  })
})

it.each([
  [record(http("http://x", "X", { username: "u", password: "p" })), record(http("http://x", "X", { username: "u" }))],
  [record(http("http://u:p@x", "X")), record(http("http://x", "X"))],
  [record({ ...http("http://x"), authToken: "t" }), record(http("http://x"))],
  ['{"list":["http://u:p@legacy"]}', '{"list":["http://legacy"]}'],
  ["no record", "no record"],
])("%s is kept without secrets", (text, expected) => {
  expect(withoutPasswords(text)).toBe(expected)
})

it("a first record is all new", () => {
  expect(changesBetween(null, record(http("http://x"), { http: { url: "http://y" } }))).toEqual({ saved: [{ url: "http://x" }, { url: "http://y" }], removed: [] })
})
