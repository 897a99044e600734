import { describe, expect, it } from "vitest"
import { relationOf, versionNote } from "./version"

describe("a server's version beside the page's", () => {
  it.each([
    ["1.18.33", "1.18.33", "same"],
    ["1.18.2", "1.18.33", "same"],
    ["1.17.40", "1.18.33", "older"],
    ["1.9.0", "1.18.33", "older"],
    ["0.99.0", "1.0.0", "older"],
    ["1.19.0-beta.1", "1.18.33", "newer"],
    ["v2.0.1", "1.18.33", "newer"],
    ["local", "1.18.33", undefined],
    ["1.18.33", "", undefined],
    ["1", "1.18.33", undefined],
  ])("%s beside %s is %s", (server, ui, relation) => {
    expect(relationOf(server, ui)).toBe(relation)
  })

  it("is said when it is older or newer, with what that means", () => {
    expect(versionNote({ state: "healthy", version: "1.14.41" }, "1.18.33")).toBe(
      "Older than this page (1.18.33): some things here may not work with it. Update OpenCode there.",
    )
    expect(versionNote({ state: "healthy", version: "1.19.0" }, "1.18.33")).toContain("Newer than this page")
    expect(versionNote({ state: "healthy", version: "1.18.1" }, "1.18.33")).toBe("")
    expect(versionNote({ state: "healthy" }, "1.18.33")).toBe("")
    expect(versionNote({ state: "unhealthy", reason: "refused", version: "1.14.41" }, "1.18.33")).toBe("")
  })
})
