import { beforeEach, describe, expect, it } from "vitest"
import type { ListStorage } from "../../api/listStorage"
import type { Subject } from "../../domain/keptSecrets"
import type { ProvidedServer } from "../../domain/providedServer"
import { EMPTY_LIST, type ServerList } from "../../domain/serverList"
import { createListSync } from "./listSync"
import { addressable } from "./provided"
import { createTypedSecrets } from "./stranger"
import { changesBetween, withoutPasswords } from "./uiServers"

const ORIGIN = "https://gw.example"
const MINE = { id: "~mine2345", displayName: "Mine", http: { url: "http://mine:4096", username: "opencode" } }
const TWO = { id: "~two23456", displayName: "Two", http: { url: "http://two:4096" } }
const TEAM: ProvidedServer = { key: "team", name: "Team box", url: "http://team:4096", source: "config", default: false }

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
  it("has the mounted server as the page's own origin, then the others, then the provided ones, none with a secret", () => {
    expect(JSON.parse(setup().sync.seeded(record(http("http://gone:1")), [TEAM, { ...TEAM, key: "same", url: TWO.http.url }]))).toEqual({
      list: [
        { type: "http", displayName: "Mine", http: { url: ORIGIN } },
        { type: "http", displayName: "Two", http: { url: "http://two:4096" } },
        { type: "http", displayName: "Team box", http: { url: "http://team:4096" } },
      ],
      projects: { local: [1] },
      lastProject: {},
      recentlyClosed: {},
    })
  })

  it("has each address once, what was opened last first, and only so many", () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ id: `~aaaaaaa${"abcdefghijklmnopqrstuvwxyz2345"[i] ?? ""}`, http: { url: `http://s${i}` } }))
    list = { ...list, servers: [MINE, ...many, { ...MINE, id: "~same2345", http: { url: MINE.http.url } }], recent: [many[20]?.id ?? ""] }
    const urls = (JSON.parse(setup().sync.seeded("[broken", [TEAM])) as { list: { http: { url: string } }[] }).list.map(({ http: { url } }) => url)
    expect(urls).toEqual([ORIGIN, "http://s20", ...Array.from({ length: 7 }, (_, i) => `http://s${i}`)])
  })
})

it("knows a provided server by its canonical address, and not by the page's own or by none", () => {
  const urls = ["http://Team:4096/", "https://gw.example/", "unix:/run/x", "http://u:p@x"]
  expect(addressable(urls.map((url) => ({ ...TEAM, url })), ORIGIN)).toEqual([TEAM])
})

it("names the mounted server as its operator does", () => {
  const { sync } = setup("team")
  expect(JSON.parse(sync.seeded(null, [TEAM]))).toMatchObject({ list: [{ displayName: "Team box", http: { url: ORIGIN } }, {}, {}] })
})

describe("what is done to the UI's list", () => {
  const before = record(http(ORIGIN, "Mine"), http("http://two:4096", "Two"), http(TEAM.url, "Team box"))
  const seeded = (serverId?: string) => {
    const rig = setup(serverId)
    rig.sync.seeded(null, [TEAM])
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

  it.each([
    ["renamed and given a password", http(TEAM.url, "Mine now", { username: "me", password: "secret" })],
    ["given another spelling", http("http://Team:4096/", "Team box", { username: "me" })],
  ])("makes no copy of another provided server that is %s", (_, entry) => {
    seeded().sync.changed(record(http(ORIGIN, "Mine"), http("http://two:4096", "Two"), entry))
    expect([list.servers, kept]).toEqual([[MINE, TWO], []])
  })

  it("makes no copy of a provided server whose address is typed, also of the mounted one", () => {
    const { sync } = setup("team")
    sync.seeded(null, [TEAM])
    sync.changed(record(http(ORIGIN, "Team box"), http(MINE.http.url, "Mine", { username: "opencode" }), http(TWO.http.url, "Two"), http(TEAM.url, "Again")))
    expect(list.servers).toEqual([MINE, TWO])
  })

  it("takes the removal of a provided server for none of ours, even of one that has its address since", () => {
    const { sync } = seeded()
    const since = { id: "~since234", http: { url: TEAM.url, username: "me" } }
    list = { ...list, servers: [...list.servers, since] }
    sync.changed(record(http(ORIGIN, "Mine"), http("http://two:4096", "Two")))
    expect([list.servers, kept]).toEqual([[MINE, TWO, since], []])
  })

  it("adds what a provided server's entry has been given for an address", () => {
    seeded().sync.changed(record(http(ORIGIN, "Mine"), http("http://two:4096", "Two"), http("http://elsewhere:4096", "Team box")))
    expect(list.servers.at(-1)).toEqual({ id: "~new23456", displayName: "Team box", http: { url: "http://elsewhere:4096" } })
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
    ["http://team:4096", "team"],
  ])("makes %s the default", (url, id) => {
    seeded().sync.defaultChanged(url)
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
