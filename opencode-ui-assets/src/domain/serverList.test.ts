import { describe, expect, it } from "vitest"
import { isOwnServerId, newServerId, type OwnServer } from "./ownServer"
import {
  addServer, brokenListKey, editServer, EMPTY_LIST, readServerList, removeServer, restoreServer, serverListKey, withDefault, withRecent,
  writeServerList, type ServerList,
} from "./serverList"

const a: OwnServer = { id: "~aaaaaaaa", displayName: "A", http: { url: "http://a:4096" } }
const b: OwnServer = { id: "~bbbbbbbb", http: { url: "http://b:4096", username: "opencode" } }
const list: ServerList = { version: 1, servers: [a, b], default: b.id, recent: [b.id, "local"] }

describe("reading", () => {
  it("gives an empty list when nothing is stored", () => {
    expect(readServerList(null)).toEqual({ list: EMPTY_LIST, notices: [], broken: [] })
  })

  it("gives back what was written", () => {
    expect(readServerList(writeServerList(list))).toEqual({ list, notices: [], broken: [] })
  })

  it.each([
    ["null", null],
    ["[]", []],
    ["{}", {}],
    [`{"version":1}`, { version: 1 }],
    [`{"version":"1","servers":[]}`, { version: "1", servers: [] }],
    [`{"version":0,"servers":[]}`, { version: 0, servers: [] }],
    [`{"list":[{"password":"s3cret","url":"x"}]}`, { list: [{ url: "x" }] }],
  ])(
    "sets %j aside and goes on with an empty list",
    (text, aside) => {
      const reading = readServerList(text)
      expect(reading.list).toEqual(EMPTY_LIST)
      expect(reading.notices.map((notice) => notice.code)).toEqual(["unreadable"])
      expect(reading.broken).toEqual([aside])
    },
  )

  it.each(["", "{", `{"password":"s3cret"`, "42", `"http://u:s3cret@h"`])("copies nothing of %j, which may hold anything", (text) => {
    const reading = readServerList(text)
    expect(reading.notices.map((notice) => notice.code)).toEqual(["unreadable"])
    expect(reading.broken).toEqual([])
  })

  it.each([
    ["http://u:s3cret@h:4096", "http://h:4096"],
    ["u:s3@cret@h:4096", "h:4096"],
    ["http://u:s3/cret@h", "http://h"],
    ["http://h/?auth_token=s3cret", "http://h/"],
    ["http://h/?t=s3@cret", "http://"],
    ["http://u:s3?cret@h", "http://"],
    ["ftp://h/a", "ftp://h/a"],
  ])("keeps %j aside as %j", (url, aside) => {
    const entry = (address: string) => ({ id: "~aaaaaaaa", http: { url: address } })
    expect(readServerList(JSON.stringify({ version: 1, servers: [entry(url)] })).broken).toEqual([entry(aside)])
  })

  it("leaves names aside as they are", () => {
    const entry = { id: "?", displayName: "me@home?", http: { url: "http://h" } }
    expect(readServerList(JSON.stringify({ version: 1, servers: [entry] })).broken).toEqual([entry])
  })

  it.each([
    null, 7, "http://a", [], {}, { id: "~aaaaaaaa" }, { id: "a", http: { url: "http://a" } }, { id: "~AAAAAAAA", http: { url: "http://a" } },
    { id: "~aaaaaaaa", http: { url: 1 } }, { id: "~aaaaaaaa", http: { url: "ftp://a" } }, { id: "~aaaaaaaa", http: { url: "http://a", username: 1 } },
    { id: "~aaaaaaaa", http: { url: "http://a", header: "x y" } }, { id: "~aaaaaaaa", http: { url: "http://a", header: "x-k", username: "u" } },
  ])("drops the entry %j, keeps it aside, and keeps the others", (entry) => {
    const reading = readServerList(JSON.stringify({ version: 1, servers: [entry, b], recent: [] }))
    expect(reading.list.servers).toEqual([b])
    expect(reading.notices).toHaveLength(1)
    expect(reading.broken).toEqual([entry])
  })

  it("keeps the name of an API key's header, as it is sent", () => {
    const entry = { id: "~aaaaaaaa", http: { url: "http://a", header: "X-Api-Key" } }
    expect(readServerList(JSON.stringify({ version: 1, servers: [entry] })).list.servers[0]?.http.header).toBe("x-api-key")
  })

  it("drops the second of two with one id or one address and user", () => {
    const servers = [a, { ...b, id: a.id }, { ...a, id: "~cccccccc" }, { ...a, id: "~dddddddd", http: { ...a.http, username: "u" } }]
    const reading = readServerList(JSON.stringify({ version: 1, servers, recent: [] }))
    expect(reading.list.servers.map((server) => server.id)).toEqual([a.id, "~dddddddd"])
  })

  it("keeps no secret, neither in the list nor aside", () => {
    const good = { ...a, http: { ...a.http, password: "s3cret" } }
    const bad = { id: "?", http: { url: "http://x", password: "s3cret" }, deep: [{ accessToken: "s3cret" }] }
    expect(JSON.stringify(readServerList(JSON.stringify({ version: 1, servers: [good, bad] })))).not.toContain("s3cret")
  })

  it("canonicalises addresses and drops fields it does not know", () => {
    const reading = readServerList(JSON.stringify({ version: 1, servers: [{ ...a, extra: 1, http: { url: "HTTP://A:4096/" } }] }))
    expect(reading.list.servers).toEqual([a])
  })

  it("forgets a default and recent ids of servers that are gone, but keeps provided keys", () => {
    const text = JSON.stringify({ version: 1, servers: [a], default: b.id, recent: [b.id, "local", a.id, 5, "No Key"] })
    expect(readServerList(text).list).toEqual({ version: 1, servers: [a], recent: ["local", a.id] })
  })

  it("reads what it understands of a newer version, and keeps the whole aside", () => {
    const newer = { version: 2, servers: [a], default: a.id, recent: [], colours: ["red"] }
    const reading = readServerList(JSON.stringify(newer))
    expect(reading.list).toEqual({ version: 1, servers: [a], default: a.id, recent: [] })
    expect(reading.notices.map((notice) => notice.code)).toEqual(["newer"])
    expect(reading.broken).toEqual([newer])
  })
})

describe("changing", () => {
  const c: OwnServer = { id: "~cccccccc", http: { url: "http://c" } }

  it("adds at the end", () => {
    expect(addServer(list, c).servers).toEqual([a, b, c])
  })

  it("edits in place and keeps id and default", () => {
    const edited = { ...b, http: { url: "http://other" } }
    expect(editServer(list, edited)).toEqual({ ...list, servers: [a, edited] })
  })

  it("neither adds, edits nor restores what would be there twice", () => {
    expect(addServer(list, { ...c, http: a.http })).toBe(list)
    expect(editServer(list, { ...b, http: a.http })).toBe(list)
    const since = addServer(removeServer(list, a.id), { ...c, http: a.http })
    expect(restoreServer(since, list, a.id)).toBe(since)
  })

  it("keeps an edit of a server that another tab has removed", () => {
    expect(editServer(removeServer(list, b.id), b).servers).toEqual([a, b])
  })

  it("removes a server with its default and recent marks", () => {
    expect(removeServer(list, b.id)).toEqual({ version: 1, servers: [a], recent: ["local"] })
    expect(removeServer(list, a.id)).toEqual({ ...list, servers: [b] })
  })

  it("restores a removed server in its place, as the default again", () => {
    expect(restoreServer(removeServer(list, a.id), list, a.id)).toEqual(list)
    expect(restoreServer(removeServer(list, b.id), list, b.id)).toEqual({ ...list, recent: ["local", b.id] })
  })

  it("does not restore over a default chosen since, nor twice", () => {
    const since = withDefault(removeServer(list, b.id), a.id)
    const restored = restoreServer(since, list, b.id)
    expect(restored.default).toBe(a.id)
    expect(restoreServer(restored, list, b.id)).toBe(restored)
  })

  it("takes a default back", () => {
    expect(withDefault(list, undefined)).not.toHaveProperty("default")
  })

  it("keeps sixteen recent ids, the last opened first, each once", () => {
    const keys = Array.from({ length: 20 }, (_, n) => `k${n}`)
    const many = keys.reduce(withRecent, EMPTY_LIST)
    expect(many.recent).toHaveLength(16)
    expect(withRecent(many, "k10").recent.slice(0, 2)).toEqual(["k10", "k19"])
  })
})

it("names its keys by base path", () => {
  expect([serverListKey("/n/"), brokenListKey("/n/")]).toEqual(["opencode-proxy:/n/:servers", "opencode-proxy:/n/:servers.broken"])
})

it("makes ids that are ids", () => {
  expect(newServerId(Uint8Array.of(0, 25, 26, 31, 32, 255, 128, 7))).toBe("~az27a7ah")
  expect(isOwnServerId("~az27a7ah")).toBe(true)
})
