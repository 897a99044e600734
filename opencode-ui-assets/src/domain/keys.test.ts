import { describe, expect, it } from "vitest"
import { ariaShortcut, digitOf, formatShortcut, isSameShortcut, isTaken, parseShortcut, pressed, problemOf, shortcutLabel, type KeyPress, type Shortcut } from "./keys"

const K: Shortcut = { mod: true, alt: false, shift: true, code: "KeyK" }

function press(code: string, held = "", altGraph = false, key = code.slice(-1)): KeyPress {
  const has = (name: string) => held.includes(name)
  return { code, key, ctrlKey: has("ctrl"), metaKey: has("meta"), altKey: has("alt"), shiftKey: has("shift"), getModifierState: (key) => altGraph && key === "AltGraph" }
}

describe("a shortcut", () => {
  it.each(["mod+shift+KeyK", "mod+alt+Digit1", "alt+Backquote", "F2", "shift+F2", "mod+Semicolon"])("%s is read as it was written", (text) => {
    const shortcut = parseShortcut(text)
    expect(shortcut && formatShortcut(shortcut)).toBe(text)
  })

  it.each(["", "KeyK", "shift+KeyK", "mod+", "mod+Enter", "mod+Tab", "shift+mod+KeyK", "mod+KeyC", "mod+Digit1", "mod+shift+KeyT", "ctrl+KeyK"])("is not %j", (text) => {
    expect(parseShortcut(text)).toBeUndefined()
  })

  it("says what is wrong with it", () => {
    expect(problemOf({ ...K, mod: false })).toBe("no_modifier")
    expect(problemOf({ ...K, code: "ShiftLeft" })).toBe("no_key")
    expect(problemOf({ ...K, shift: false, code: "KeyV" })).toBe("reserved")
    expect(problemOf(K)).toBeUndefined()
  })

  it("tells which keys OpenCode itself uses, of which the defaults are none", () => {
    const taken = (text: string) => isTaken(parseShortcut(text) ?? K)
    expect(["mod+shift+KeyP", "mod+KeyK", "alt+ArrowUp", "mod+Comma"].filter(taken)).toHaveLength(4)
    expect(["mod+shift+KeyK", "mod+alt+Digit1", "mod+shift+KeyO"].filter(taken)).toEqual([])
  })

  it("is shown as the keyboard has it", () => {
    expect(shortcutLabel(K, false)).toBe("Ctrl+Shift+K")
    expect(shortcutLabel(K, true)).toBe("⇧⌘K")
    expect(shortcutLabel({ ...K, alt: true, shift: false, code: "Comma" }, false)).toBe("Ctrl+Alt+,")
    expect(ariaShortcut(K, false)).toBe("Control+Shift+K")
    expect(ariaShortcut(K, true)).toBe("Meta+Shift+K")
  })
})

describe("a key press", () => {
  it("is the shortcut whatever the script types at that place", () => {
    const found = pressed(press("KeyK", "ctrl shift"), false)
    expect(found && isSameShortcut(found, K)).toBe(true)
    const onApple = pressed(press("KeyK", "meta shift"), true)
    expect(onApple && isSameShortcut(onApple, K)).toBe(true)
  })

  it("with the other platform's modifier is none", () => {
    expect(pressed(press("KeyK", "meta shift"), false)).toBeUndefined()
    expect(pressed(press("KeyK", "ctrl shift"), true)).toBeUndefined()
    expect(pressed(press("KeyK", "ctrl meta shift"), false)).toBeUndefined()
  })

  it("with AltGr types a character and is no shortcut, although Windows says Control and Alt", () => {
    expect(pressed(press("Digit7", "ctrl alt", true, "{"), false)).toBeUndefined()
    expect(pressed(press("Digit7", "ctrl alt", true, "7"), false)).toMatchObject({ mod: true, alt: true, code: "Digit7" })
    // Option with Command types nothing, whatever it would type alone.
    expect(pressed(press("Digit1", "meta alt", true, "¡"), true)).toMatchObject({ mod: true, alt: true })
  })

  it("of a digit is the n-th only with all its modifiers and no other", () => {
    const nth = { mod: true, alt: true, shift: false }
    const digit = (code: string, held: string) => {
      const found = pressed(press(code, held), false)
      return found && digitOf(found, nth)
    }
    expect(digit("Digit3", "ctrl alt")).toBe(3)
    expect(digit("Digit0", "ctrl alt")).toBeUndefined()
    expect(digit("Digit3", "ctrl")).toBeUndefined()
    expect(digit("Digit3", "ctrl alt shift")).toBeUndefined()
    expect(digit("KeyC", "ctrl alt")).toBeUndefined()
  })
})
