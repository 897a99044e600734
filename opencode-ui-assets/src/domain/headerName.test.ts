import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { readHeaderName } from "./headerName"

const cases = new URL("../../../opencode-proxy-core/src/test/resources/corpora/credential-names.json", import.meta.url)
const { allowed } = JSON.parse(readFileSync(cases, "utf8")) as { allowed: { names: string[] }[] }

describe("the name of an API key's header", () => {
  it.each([
    ["x-api-key", "x-api-key"],
    [" X-Api-Key ", "x-api-key"],
    ["Authorization", "authorization"],
    ["api.key", "api.key"],
  ])("%j is kept as %j", (text, name) => {
    expect(readHeaderName(text)).toEqual({ ok: name })
  })

  it.each(allowed.flatMap((row) => row.names))("%s is taken, as on the server side", (name) => {
    expect(readHeaderName(name)).toEqual({ ok: name.toLowerCase() })
  })

  it.each(["", " ", "x_api_key", "x api key", "x-api-key:", "schlüssel", "Cookie", "host", "X-Target-Server", "x-forwarded-for", "Sec-Fetch-Site", "kubeflow-userid", "x".repeat(101)])(
    "%j is refused with a sentence",
    (text) => {
      expect(readHeaderName(text)).toEqual({ sentence: expect.stringMatching(/\.$/) as unknown })
    },
  )
})
