import { expect, it } from "vitest"
import { readColorScheme } from "./officialTheme"

const storage = (values: Record<string, string>) => () => ({ getItem: (key: string) => values[key] ?? null }) as Storage
const key = (id: string) => `opencode-proxy:/nb/:${id}:opencode-color-scheme`

it("follows the official UI of the server that was open last, where it has a choice", () => {
  const kept = storage({ [key("b")]: "dark", [key("c")]: "light" })
  expect(readColorScheme("/nb/", kept, ["a", "b", "c"])).toBe("dark")
  expect(readColorScheme("/other/", kept, ["b"])).toBeUndefined()
})

it("follows the system where the choice is the system's, makes no sense, or cannot be read", () => {
  expect(readColorScheme("/nb/", storage({ [key("a")]: "system", [key("b")]: "dark" }), ["a", "b"])).toBeUndefined()
  expect(readColorScheme("/nb/", storage({ [key("a")]: "pink" }), ["a"])).toBeUndefined()
  const blocked = () => { throw new DOMException("blocked", "SecurityError") }
  expect(readColorScheme("/nb/", blocked, ["a"])).toBeUndefined()
})
