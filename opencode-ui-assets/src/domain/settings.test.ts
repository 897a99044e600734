import { describe, expect, it } from "vitest"
import { DEFAULT_SETTINGS, readSettings, settingsKey, writeSettings, type Settings } from "./settings"

describe("settings", () => {
  it.each<Settings>([
    DEFAULT_SETTINGS,
    { switcher: { mod: false, alt: true, shift: false, code: "Backquote" }, nth: "alt+shift", pollSeconds: 60 },
    { switcher: undefined, nth: undefined, pollSeconds: 5 },
  ])("are read as they were written: %j", (settings) => {
    expect(readSettings(writeSettings(settings))).toEqual(settings)
  })

  it.each([
    null, "", "{", "null", "7", "[]", "{}", '{"version":9}', '{"switcher":7,"nth":7,"pollSeconds":"10"}', '{"switcher":"KeyK","nth":"shift","pollSeconds":1}',
    '{"nth":"toString"}',
  ])("are the defaults where %j makes no sense", (text) => {
    expect(readSettings(text)).toEqual(DEFAULT_SETTINGS)
  })

  it("keep what makes sense beside what does not", () => {
    expect(readSettings('{"switcher":null,"nth":"x","pollSeconds":30}')).toEqual({ switcher: undefined, nth: "mod+alt", pollSeconds: 30 })
  })

  it("are kept by base path", () => {
    expect(settingsKey("/n/")).toBe("opencode-proxy:/n/:settings")
  })
})
