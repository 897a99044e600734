import { describe, expect, it } from "vitest"
import { findSealed, readSealedCredentials, sealedCredentialsKey, withoutSealed, withSealed, writeSealedCredentials } from "./sealedCredentials"

const a = { id: "~aaaaaaaa", http: { url: "http://a", username: "opencode" } }
const b = { id: "~bbbbbbbb", http: { url: "http://b", username: "u" } }
const SEALED = "e30..aXY.dGV4dA.dGFn"

describe("sealed credentials", () => {
  it("are read as they were written", () => {
    const all = withSealed(withSealed([], a, SEALED), b, `${SEALED}2`)
    expect(readSealedCredentials(writeSealedCredentials(all))).toEqual(all)
  })

  it("are one for each server, the last", () => {
    const all = withSealed(withSealed([], a, SEALED), a, `${SEALED}2`)
    expect(all).toHaveLength(1)
    expect(findSealed(all, a)).toBe(`${SEALED}2`)
  })

  it("are kept for an API key's header too, and only for that one", () => {
    const keyed = { id: a.id, http: { url: "http://a", header: "x-api-key" } }
    const all = readSealedCredentials(writeSealedCredentials(withSealed([], keyed, SEALED)))
    expect(all).toEqual([{ server: keyed, credential: SEALED }])
    expect(findSealed(all, keyed)).toBe(SEALED)
    expect(findSealed(all, a)).toBeUndefined()
    expect(findSealed(all, { ...keyed, http: { ...keyed.http, header: "x-other" } })).toBeUndefined()
  })

  it("follow no server to another address or user", () => {
    const all = withSealed([], a, SEALED)
    expect(findSealed(all, { ...a, http: { ...a.http, url: "http://x" } })).toBeUndefined()
    expect(findSealed(all, { ...a, http: { ...a.http, username: "x" } })).toBeUndefined()
    expect(findSealed(all, { ...a, http: { url: "http://a" } })).toBeUndefined()
    expect(withoutSealed(all, { ...a, http: { ...a.http, url: "http://x" } })).toEqual(all)
    expect(withoutSealed(all, a)).toEqual([])
  })

  const entry = { id: a.id, ...a.http, credential: SEALED }
  it.each([
    null, "", "{", "null", "7", "[]", "{}", '{"version":2,"credentials":[]}', '{"version":1,"credentials":{}}',
    ...[null, 7, {}, { ...entry, id: "local" }, { ...entry, url: 1 }, { ...entry, username: undefined }, { ...entry, header: "x-api-key" }, { ...entry, credential: "s3cret" }].map((bad) =>
      JSON.stringify({ version: 1, credentials: [bad] }),
    ),
  ])("are none in %j", (text) => {
    expect(readSealedCredentials(text)).toEqual([])
  })

  it("are kept by base path", () => {
    expect(sealedCredentialsKey("/n/")).toBe("opencode-proxy:/n/:credentials")
  })
})
