import { describe, expect, it } from "vitest"
import { diagnosticsOf, type DiagnosticFacts } from "./diagnostics"

const facts: DiagnosticFacts = {
  server: { url: "http://x.y.svc.cluster.local:4096", kind: "own", username: "alice" },
  health: { state: "unhealthy", reason: "denied", message: "Not allowed", latencyMs: 2.6, checkedAt: "2026-01-02T03:04:05Z" },
  uiVersion: "1.18.33",
  page: "https://alice:pw@host/notebook/ns/name/?token=s3cret#add=x",
  browser: "Mozilla/5.0",
  now: new Date(0),
}

describe("diagnostics to copy", () => {
  it("say what an admin needs, the rule to allow included", () => {
    expect(diagnosticsOf(facts).split("\n")).toEqual([
      "Server: http://x.y.svc.cluster.local:4096 (in the user's own list)",
      "Sign-in: password",
      "State: unhealthy",
      "Reason: denied",
      "Meaning: This address is not allowed here. Ask your admin to allow “http://x.y.svc.cluster.local:4096”.",
      "Rule to ask for: opencode.proxy.allow http://x.y.svc.cluster.local:4096; if this name is allowed already, the range of its address, such as 10.20.0.0/16",
      "Message: Not allowed",
      "Page version: 1.18.33",
      "Latency: 3 ms",
      "Checked: 2026-01-02T03:04:05Z",
      "Page: https://host/notebook/ns/name/",
      "Browser: Mozilla/5.0",
      "Copied: 1970-01-01T00:00:00.000Z",
    ])
  })

  it("are redacted: no user, no token, no name that the user gave", () => {
    const text = diagnosticsOf({ ...facts, server: { ...facts.server, displayName: "Alice's secret project" } as DiagnosticFacts["server"] })
    for (const own of ["alice", "Alice", "s3cret", "pw@"]) expect(text).not.toContain(own)
  })

  it("keep a server's words on their line", () => {
    const text = diagnosticsOf({ ...facts, health: { state: "healthy", version: "1\nReason: none\n" } })
    expect(text).toContain("\nServer version: 1 Reason: none\n")
    expect(text).not.toMatch(/^Reason/m)
  })
})
