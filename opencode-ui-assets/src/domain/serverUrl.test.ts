import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import corpus from "../../test/resources/url-normalise.json"
import { normaliseServerUrl } from "./serverUrl"

interface Row {
  id: string
  input: string
  expect: { canonical?: string; scheme?: string; host?: string; port?: number; basePath?: string; error?: string }
}

it("is tested with the very table that the server side is tested with", () => {
  const ours = readFileSync(new URL("../../test/resources/url-normalise.json", import.meta.url), "utf8")
  const java = readFileSync(new URL("../../../opencode-proxy-core/src/test/resources/corpora/url-normalise.json", import.meta.url), "utf8")
  expect(ours).toBe(java)
})

describe("every row of the normalisation corpus", () => {
  it.each(corpus.cases as Row[])("$id $input", (row) => {
    const result = normaliseServerUrl(row.input)
    if (row.expect.error === undefined) {
      expect("url" in result && result.url).toEqual(row.expect)
      expect("ok" in result && result.ok).toBe(row.expect.canonical)
    } else {
      expect(result).toHaveProperty("problem")
    }
  })
})

describe("what is accepted", () => {
  it.each([
    ["HTTPS://Sandbox.NS:443/a/", "https://sandbox.ns/a"],
    ["sandbox.ns.:4096", "http://sandbox.ns:4096"],
    ["http://h:80", "http://h"],
    ["http://h/a%2Fb///", "http://h/a%2Fb"],
    ["[::FFFF:1.2.3.4]:4096", "http://[::ffff:102:304]:4096"],
    ["1.ns.svc.cluster.local", "http://1.ns.svc.cluster.local"],
    ["http:4096", "http://http:4096"],
    ["h/x://y", "http://h/x://y"],
  ])("%s becomes %s, and stays it", (input, canonical) => {
    expect(normaliseServerUrl(input)).toHaveProperty("ok", canonical)
    expect(normaliseServerUrl(canonical)).toHaveProperty("ok", canonical)
  })
})

describe("what is refused", () => {
  it.each([
    ["", "empty"],
    [" \t", "empty"],
    [`h/${"a".repeat(2048)}`, "too_long"],
    ["http://a b", "illegal_char"],
    ["http:\\\\h", "illegal_char"],
    ["http://h/\u00e4", "illegal_char"],
    ["http://h/a%5cb", "illegal_char"],
    ["http://h/%2500", "illegal_char"],
    ["ws://h", "scheme"],
    ["-http://h", "scheme"],
    ["http://http://h", "scheme_mark"],
    ["http:h:4096", "scheme_mark"],
    ["https:/h", "scheme_mark"],
    ["::1", "ipv6_brackets"],
    ["http://fe80::1:4096/a", "ipv6_brackets"],
    ["h:1:2", "port"],
    ["http://u:p@h", "userinfo"],
    ["http://h/?a", "query"],
    ["http://h#f", "fragment"],
    ["http://", "host"],
    ["http://:4096/", "host"],
    ["http://a_b.ns", "host"],
    ["http://a..b", "host"],
    ["http://h..", "host"],
    ["http://[::1%25lo]", "host"],
    ["http://[::1]]", "host"],
    ["http://[:]", "host"],
    [`http://${"a".repeat(64)}`, "host"],
    ["http://2130706433", "ipv4_ambiguous"],
    ["http://127.1", "ipv4_ambiguous"],
    ["http://010.0.0.1", "ipv4_ambiguous"],
    ["http://256.1.1.1", "ipv4_ambiguous"],
    ["http://1.2.3.4.", "ipv4_ambiguous"],
    ["http://h:0", "port"],
    ["http://h:65536", "port"],
    ["http://h:+80", "port"],
    ["http://h:\u0664", "port"],
    ["http://h/a/%2e%2E/b", "dot_segment"],
    ["http://h/..;x", "dot_segment"],
    ["http://h/a%2f..%2fb", "dot_segment"],
    ["http://h/%252e", "dot_segment"],
    ["http://h/%zz", "percent_escape"],
  ])("%j is %s", (input, problem) => {
    const result = normaliseServerUrl(input)
    expect(result).toHaveProperty("problem", problem)
    expect("sentence" in result && result.sentence).toMatch(/\.$/)
  })
})
