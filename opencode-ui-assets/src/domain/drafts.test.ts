import { describe, expect, it } from "vitest"
import { landingRoute } from "./landingRoute"
import { readProvidedList } from "./providedServer"
import { draftOf, EMPTY_DRAFT, serverOf } from "./serverDraft"
import { matches, serverEntries } from "./serverEntry"
import { EMPTY_LIST, addServer } from "./serverList"

const id = "~aaaaaaaa"

describe("a draft", () => {
  it("becomes a server with a canonical address and no secret", () => {
    const draft = { ...EMPTY_DRAFT, url: " Sandbox:4096/ ", name: " Mine ", signIn: "password", username: "opencode", secret: "s3cret" } as const
    expect(serverOf(draft, id, EMPTY_LIST)).toEqual({
      server: { id, displayName: "Mine", http: { url: "http://sandbox:4096", username: "opencode" } },
    })
  })
  it("names the header of its API key, and has no key in it", () => {
    const draft = { ...EMPTY_DRAFT, url: "h", signIn: "key", header: "X-Team-Key", secret: "s3cret" } as const
    const result = serverOf(draft, id, EMPTY_LIST)
    expect(result).toEqual({ server: { id, http: { url: "http://h", header: "x-team-key" } } })
    expect("server" in result && draftOf(result.server)).toEqual({ ...draft, url: "http://h", header: "x-team-key", secret: "" })
  })
  it("keeps no user name when no password is used", () => {
    expect(serverOf({ ...EMPTY_DRAFT, url: "h" }, id, EMPTY_LIST)).toEqual({ server: { id, http: { url: "http://h" } } })
  })
  it.each([
    [{ ...EMPTY_DRAFT, url: "ftp://h" }, "url"],
    [{ ...EMPTY_DRAFT, url: "h", signIn: "password" as const, username: " " }, "username"],
    [{ ...EMPTY_DRAFT, url: "h", signIn: "password" as const, username: "a:b" }, "username"],
    [{ ...EMPTY_DRAFT, url: "h", signIn: "key" as const, header: "cookie" }, "header"],
  ])("%j names the field at fault", (draft, field) => {
    const result = serverOf(draft, id, EMPTY_LIST)
    expect("problems" in result && Object.keys(result.problems)).toEqual([field])
  })
  it("may not double a server, but may stay itself", () => {
    const server = { id, http: { url: "http://h" } }
    const list = addServer(EMPTY_LIST, server)
    expect(serverOf({ ...EMPTY_DRAFT, url: "h" }, "~bbbbbbbb", list)).toHaveProperty("problems.url")
    expect(serverOf(draftOf(server), id, list)).toEqual({ server })
  })
})

it.each([
  ["", { kind: "open" }],
  ["#", { kind: "open" }],
  ["#servers", { kind: "picker" }],
  ["#storage-blocked", { kind: "storage-blocked" }],
  ["#nonsense", { kind: "picker" }],
  ["#unknown=~abcd2345", { kind: "unknown", id: "~abcd2345" }],
  ["#unknown=%3Cb%3E", { kind: "unknown", id: "" }],
  ["#add=http%3A%2F%2Fx%3A4096", { kind: "add", url: "http://x:4096" }],
  ["#add=http://x:4096", { kind: "add", url: "http://x:4096" }],
  ["#add=%zz", { kind: "add", url: "%zz" }],
])("the fragment %j asks for %j", (hash, route) => {
  expect(landingRoute(hash)).toEqual(route)
})

describe("entries", () => {
  const { servers: provided } = readProvidedList({
    servers: [
      { key: "local", name: "This notebook", url: "http://127.0.0.1:4096", source: "config", locked: true, default: true },
      { key: "team", url: "http://team:4096", source: "discovered", locked: true, default: false, kind: "sandbox", state: "suspended" },
      null,
      { key: 1 },
    ],
  })
  const list = addServer(EMPTY_LIST, { id, http: { url: "http://own:4096" } })

  it("are the provided servers, then the user's own", () => {
    expect(serverEntries(provided, list).map((entry) => [entry.id, entry.name, entry.kind, entry.isDefault])).toEqual([
      ["local", "This notebook", "config", true],
      ["team", "team", "discovered", false],
      [id, "own:4096", "own", false],
    ])
  })
  it("know what the platform says of them, and the list why some may be missing", () => {
    expect(provided.map((server) => server.state)).toEqual([undefined, "suspended"])
    expect(serverEntries(provided, list)[1]?.state).toBe("suspended")
    const problems = [{ source: "sandboxes", reason: "forbidden", message: "Ask your admin." }, { message: 7 }, null]
    expect(readProvidedList({ servers: [{ key: "a", url: "http://a", state: "new" }], problems })).toEqual({
      servers: [{ key: "a", name: "a", url: "http://a", source: "config", default: false }],
      problems: ["Ask your admin."],
    })
  })
  it("have the user's default before the provided one", () => {
    const defaults = serverEntries(provided, { ...list, default: id }).filter((entry) => entry.isDefault)
    expect(defaults.map((entry) => entry.id)).toEqual([id])
  })
  it("match when every word occurs", () => {
    const [first] = serverEntries(provided, list)
    expect(first && matches(first, "note 4096")).toBe(true)
    expect(first && matches(first, "note 5000")).toBe(false)
    expect(first && matches(first, "")).toBe(true)
  })
  it.each([null, {}, [], { servers: 1 }])("are none in %j", (body) => {
    expect(readProvidedList(body)).toEqual({ servers: [], problems: [] })
  })
})
