// @vitest-environment happy-dom
import { beforeEach, expect, it } from "vitest"
import { createLastPlaces } from "./lastPlaces"

const places = createLastPlaces("/nb/", () => localStorage)

beforeEach(() => {
  localStorage.clear()
})

it("remembers one place per server", () => {
  places.keep("a", "/L3A/session/ses_1?x=1")
  places.keep("b", "/")
  places.keep("a", "/L3A/session/ses_2")
  expect(["a", "b", "c"].map((id) => places.of(id))).toEqual(["/L3A/session/ses_2", "/", "/"])
  expect(createLastPlaces("/other/", () => localStorage).of("a")).toBe("/")
})

it.each(["//evil.example/x", "https://evil.example", "/../..", "/a/%2e%2E/b", "/a\\b", `/${"x".repeat(3000)}`, ""])("keeps no %s", (path) => {
  places.keep("a", path)
  expect(places.of("a")).toBe("/")
  localStorage.setItem("opencode-proxy:/nb/:places", JSON.stringify([["a", path]]))
  expect(places.of("a")).toBe("/")
})

it("can live without storage", () => {
  const blocked = createLastPlaces("/nb/", () => {
    throw new DOMException("blocked", "SecurityError")
  })
  blocked.keep("a", "/x")
  expect(blocked.of("a")).toBe("/")
})

it("forgets the servers that were left longest ago", () => {
  for (let i = 0; i < 70; i += 1) places.keep(`s${i}`, "/x")
  expect([places.of("s0"), places.of("s69")]).toEqual(["/", "/x"])
})
