import { describe, expect, it } from "vitest"
import { addMount, baseOf, placeOf, rawServerIdOf, serverIdOf, stripMount } from "./place"

const place = placeOf("https://gw.example", "/notebook/ns/name/", "local")
const atRoot = placeOf("https://gw.example", "/", "local")

describe("where the page is", () => {
  it.each([
    ["https://gw.example/notebook/ns/name/ui/0123456789abcdef/shell/mount.js", "/notebook/ns/name/"],
    ["https://gw.example/ui/0123456789abcdef/shell/mount.js", "/"],
    ["https://gw.example/a%20b/ui/0123456789abcdef/shell/mount.js", "/a%20b/"],
  ])("derives the base from %s", (script, base) => {
    expect(baseOf(script)).toBe(base)
  })

  it.each([
    ["/notebook/ns/name/s/local/", "local"],
    ["/notebook/ns/name/s/~abcd2345/x/y", "~abcd2345"],
    ["/notebook/ns/name/s/Local/", undefined],
    ["/notebook/ns/name/s/~abc/", undefined],
    ["/notebook/ns/name/s/%7Eabcd2345/", undefined],
    ["/notebook/ns/name/s//x", undefined],
    ["/notebook/ns/name/s/__proto__/", undefined],
    ["/notebook/ns/name/", undefined],
    ["/notebook/ns/names/s/local/", undefined],
  ])("reads the server of %s", (path, id) => {
    expect(serverIdOf(path, place.base)).toBe(id)
  })

  it("keeps an id that is no id, to say so", () => {
    expect(rawServerIdOf("/notebook/ns/name/s/Lo cal/x", place.base)).toBe("Lo cal")
  })
})

describe("the mount in paths", () => {
  it.each([
    ["/notebook/ns/name/s/local", "/"],
    ["/notebook/ns/name/s/local/", "/"],
    ["/notebook/ns/name/s/local/abc/session/1", "/abc/session/1"],
    ["/notebook/ns/name/s/localhost/x", "/notebook/ns/name/s/localhost/x"],
    ["/abc", "/abc"],
  ])("strips it from %s", (path, stripped) => {
    expect(stripMount(path, place.mount)).toBe(stripped)
  })

  const here = "https://gw.example/notebook/ns/name/s/local/abc?x=1"
  it.each([
    ["/", "/notebook/ns/name/s/local/"],
    ["/abc/session/1?q=%2F#h", "/notebook/ns/name/s/local/abc/session/1?q=%2F#h"],
    ["https://gw.example/abc", "/notebook/ns/name/s/local/abc"],
    ["/notebook/ns/name/s/localhost/", "/notebook/ns/name/s/local/notebook/ns/name/s/localhost/"],
  ])("adds it to %s", (target, mounted) => {
    expect(addMount(target, place, here)).toBe(mounted)
  })

  it.each(["?x=2", "#h", "", "def", "/notebook/ns/name/s/local/abc", "https://elsewhere.example/abc", "mailto:a@b.example", "/notebook/ns/name/ui/x/a.js", "http://["])(
    "leaves %s as it is",
    (target) => {
      expect(addMount(target, place, here)).toBe(target)
    },
  )

  it("adding twice is adding once, also at the root", () => {
    const once = addMount("/abc", atRoot, "https://gw.example/s/local/")
    expect(once).toBe("/s/local/abc")
    expect(addMount(once, atRoot, "https://gw.example/s/local/")).toBe(once)
  })
})
