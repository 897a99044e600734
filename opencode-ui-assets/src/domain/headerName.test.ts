import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { readHeaderName, REFUSED_NAMES } from "./headerName"

const core = "../../../opencode-proxy-core/src"
const read = (path: string) => readFileSync(new URL(`${core}/${path}`, import.meta.url), "utf8")
const table = JSON.parse(read("test/resources/corpora/credential-names.json")) as Record<"allowed" | "refused", { names: string[] }[]>

const aSentence = { sentence: expect.stringMatching(/\.$/) as unknown }

it("refuses by the very patterns of the server side", () => {
  const source = read("main/java/io/github/opencodeproxy/core/message/CredentialFields.java")
  const theirs = [...source.matchAll(/"""([^"]*)"""/g)].flatMap(([, block]) => block?.trim().split(/\s+/) ?? [])
  expect(theirs.length).toBeGreaterThan(100)
  expect(REFUSED_NAMES).toEqual(theirs)
})

describe("the name of an API key's header", () => {
  it.each([
    ["x-api-key", "x-api-key"],
    [" X-Api-Key ", "x-api-key"],
    ["Authorization", "authorization"],
    ["api.key", "api.key"],
  ])("%j is kept as %j", (text, name) => {
    expect(readHeaderName(text)).toEqual({ ok: name })
  })

  it.each(table.allowed.flatMap((row) => row.names))("%s is taken, as on the server side", (name) => {
    expect(readHeaderName(name)).toEqual({ ok: name.toLowerCase() })
  })

  it.each(table.refused.flatMap((row) => row.names))("%s is refused, as on the server side", (name) => {
    expect(readHeaderName(name)).toEqual(aSentence)
  })

  it.each(["", " ", "x_api_key", "x api key", "x-api-key:", "schlüssel", "x".repeat(101)])("%j is refused with a sentence", (text) => {
    expect(readHeaderName(text)).toEqual(aSentence)
  })
})
