import { describe, expect, it } from "vitest"
import { exportList, planImport, type ImportPlan } from "./listExchange"
import type { OwnServer } from "./ownServer"
import { EMPTY_LIST, type ServerList } from "./serverList"

const a: OwnServer = { id: "~aaaaaaaa", displayName: "A", http: { url: "http://a:4096" } }
const b: OwnServer = { id: "~bbbbbbbb", http: { url: "http://b:4096", username: "opencode" } }
const c: OwnServer = { id: "~cccccccc", http: { url: "http://c:4096", header: "x-api-key" } }
const list: ServerList = { version: 1, servers: [a, b, c], default: b.id, recent: [b.id] }

function counter(): () => string {
  let next = 0
  return () => `~${"defgh".charAt(next++).repeat(8)}`
}

function plan(text: string, into = EMPTY_LIST): ImportPlan {
  const result = planImport(text, into, counter())
  if ("problem" in result) throw new Error(result.problem)
  return result
}

describe("the list as a file", () => {
  it("goes to another browser whole: names, addresses, user and header names, the default", () => {
    const found = plan(exportList(list))
    expect(found.add.map(({ displayName, http }) => ({ displayName, http }))).toEqual(list.servers.map(({ displayName, http }) => ({ displayName, http })))
    expect(found.default).toBe(found.add[1]?.id)
    expect(found).toMatchObject({ known: 0, unusable: 0, hadSecrets: false })
  })

  it("has no secret, and none of what belongs to this browser alone", () => {
    const smuggled = { ...a, password: "s3cret", http: { ...a.http, username: "u", password: "s3cret" } } as OwnServer
    const text = exportList({ ...list, servers: [smuggled] })
    expect(text).not.toContain("s3cret")
    expect(text).not.toContain("~aaaaaaaa")
    expect(text).not.toContain("recent")
  })

  it("adds only what is not in the list, under new ids", () => {
    const found = plan(exportList(list), { ...EMPTY_LIST, servers: [{ ...a, id: "~dddddddd" }] })
    expect(found.add.map(({ http }) => http.url)).toEqual(["http://b:4096", "http://c:4096"])
    expect(found.add.map(({ id }) => id)).toEqual(["~ffffffff", "~gggggggg"])
    expect(found.known).toBe(1)
  })

  it("may have the default in the list already", () => {
    const mine = { ...b, id: "~dddddddd" }
    expect(plan(exportList(list), { ...EMPTY_LIST, servers: [mine] }).default).toBe(mine.id)
  })

  it("of OpenCode itself is read too, and its passwords are left behind", () => {
    const official = { list: [{ type: "http", displayName: "Box", http: { url: "HTTP://Box:4096/", username: "opencode", password: "s3cret" } }], projects: {} }
    const found = plan(JSON.stringify(official))
    expect(found.add.map(({ displayName, http }) => ({ displayName, http }))).toEqual([{ displayName: "Box", http: { url: "http://box:4096", username: "opencode" } }])
    expect(found.hadSecrets).toBe(true)
    expect(JSON.stringify(found)).not.toContain("s3cret")
  })

  it("with entries that make no sense gives the others, and counts them", () => {
    const servers = [null, 7, {}, { http: { url: "ftp://x" } }, { http: { url: "http://u:p@x" } }, { http: { url: "http://x" } }, { http: { url: "http://x/" } }]
    expect(plan(JSON.stringify({ servers }))).toMatchObject({ add: [{ http: { url: "http://x" } }], known: 1, unusable: 5 })
  })

  it.each(["", "{", "7", "null", "{}", '{"servers":{}}', '{"format":"other","servers":[]}', `{"servers":[${Array(501).fill("1").join()}]}`, " ".repeat(600_000)])(
    "is not this file, and a sentence says so (%#)",
    (text) => {
      expect(planImport(text, EMPTY_LIST, counter())).toEqual({ problem: expect.stringMatching(/\.$/) as unknown })
    },
  )
})
