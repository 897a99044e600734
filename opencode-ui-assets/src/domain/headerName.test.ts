import { describe, expect, it } from "vitest"
import { readHeaderName } from "./headerName"

describe("the name of an API key's header", () => {
  it.each([
    ["x-api-key", "x-api-key"],
    [" X-Api-Key ", "x-api-key"],
    ["Authorization", "authorization"],
    ["api.key", "api.key"],
  ])("%j is kept as %j", (text, name) => {
    expect(readHeaderName(text)).toEqual({ ok: name })
  })

  it.each(["", " ", "x_api_key", "x api key", "x-api-key:", "schlüssel", "Cookie", "host", "X-Target-Server", "x-forwarded-for", "Sec-Fetch-Site", "kubeflow-userid", "x".repeat(101)])(
    "%j is refused with a sentence",
    (text) => {
      expect(readHeaderName(text)).toEqual({ sentence: expect.stringMatching(/\.$/) as unknown })
    },
  )
})
