/**
 * Keys that the shell listens to, by their place on the keyboard, so that they are the same in every script. "mod" is
 * Command on Apple's keyboards and Control on all others.
 *
 *     { mod, shift, code: "KeyK" }  <->  "mod+shift+KeyK"  ->  "Ctrl+Shift+K" or "⇧⌘K"
 */
export interface Modifiers {
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
}

export interface Shortcut extends Modifiers {
  /** KeyboardEvent.code */
  readonly code: string
}

/** What of a KeyboardEvent is looked at. */
export interface KeyPress {
  readonly code: string
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  getModifierState(key: string): boolean
}

export type ShortcutProblem = "no_modifier" | "no_key" | "reserved"

const SYMBOLS: Record<string, string> = {
  Backquote: "`", Minus: "-", Equal: "=", BracketLeft: "[", BracketRight: "]", Backslash: "\\", Semicolon: ";", Quote: "'", Comma: ",", Period: ".", Slash: "/",
  Space: "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→",
}
const FUNCTION_KEY = /^F([1-9]|1[0-2])$/
/** With mod alone these edit text or are the browser's own, which pages cannot have; mod+shift+N, T, W and Q neither. */
const RESERVED = /^mod\+(Key[ACVXZYNTWQRLF]|Digit\d)$|^mod\+shift\+Key[NTWQZ]$/
/** The official UI's own, as of 1.18. */
const TAKEN =
  /^mod\+(Key[BFKLNOPTUW]|Comma|Quote|Semicolon|Period|Backslash|Backquote|Bracket\w+)$|^mod\+shift\+(Period|Key[ADELPRSTWX])$|^mod\+alt\+(Bracket\w+|Arrow\w+|KeyT)$|^alt\+(shift\+)?Arrow\w+$/

export function parseShortcut(text: string): Shortcut | undefined {
  const [, mod, alt, shift, code = ""] = /^(mod\+)?(alt\+)?(shift\+)?(\w+)$/.exec(text) ?? []
  const shortcut = { mod: mod !== undefined, alt: alt !== undefined, shift: shift !== undefined, code }
  return problemOf(shortcut) === undefined ? shortcut : undefined
}

export function formatShortcut({ code, ...modifiers }: Shortcut): string {
  return formatModifiers(modifiers) + code
}

export function problemOf(shortcut: Shortcut): ShortcutProblem | undefined {
  const { mod, alt, code } = shortcut
  if (keyName(code) === undefined) return "no_key"
  if (!mod && !alt && !FUNCTION_KEY.test(code)) return "no_modifier"
  return RESERVED.test(formatShortcut(shortcut)) ? "reserved" : undefined
}

/** The keys that are held and pressed now; `undefined` for those that no shortcut can have. */
export function pressed(event: KeyPress, isApple: boolean): Shortcut | undefined {
  if (!isApple && isTypedByAltGr(event)) return undefined
  const [mod, other] = isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  return other ? undefined : { mod, alt: event.altKey, shift: event.shiftKey, code: event.code }
}

/**
 * AltGr is told as Control and Alt on Windows: what it types, such as { on a German 7, is no shortcut. Some browsers say
 * AltGraph for Control and Alt too; then the key is the plain one.
 */
function isTypedByAltGr(event: KeyPress): boolean {
  return event.getModifierState("AltGraph") && event.key.length === 1 && event.key.toUpperCase() !== keyName(event.code)
}

/** The official UI has a use of its own for these keys, which would be lost. */
export function isTaken(shortcut: Shortcut): boolean {
  return TAKEN.test(formatShortcut(shortcut))
}

export function isSameShortcut(a: Shortcut, b: Shortcut): boolean {
  return formatShortcut(a) === formatShortcut(b)
}

/** Which of the nine digits this is, from 1; `undefined` when the modifiers are others or it is no digit. */
export function digitOf(shortcut: Shortcut, modifiers: Modifiers): number | undefined {
  const digit = /^Digit([1-9])$/.exec(shortcut.code)?.[1]
  return digit !== undefined && formatModifiers(shortcut) === formatModifiers(modifiers) ? Number(digit) : undefined
}

/** As printed in menus: "Ctrl+Shift+K", on Apple's "⇧⌘K". */
export function shortcutLabel(shortcut: Shortcut, isApple: boolean): string {
  return modifiersLabel(shortcut, isApple) + (keyName(shortcut.code) ?? shortcut.code)
}

export function modifiersLabel({ mod, alt, shift }: Modifiers, isApple: boolean): string {
  if (isApple) return `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}`
  return `${mod ? "Ctrl+" : ""}${alt ? "Alt+" : ""}${shift ? "Shift+" : ""}`
}

/** As aria-keyshortcuts wants it. */
export function ariaShortcut({ mod, alt, shift, code }: Shortcut, isApple: boolean): string {
  const names = [mod && (isApple ? "Meta" : "Control"), alt && "Alt", shift && "Shift", keyName(code)]
  return names.filter((name) => typeof name === "string").join("+")
}

function formatModifiers({ mod, alt, shift }: Modifiers): string {
  return `${mod ? "mod+" : ""}${alt ? "alt+" : ""}${shift ? "shift+" : ""}`
}

function keyName(code: string): string | undefined {
  const [, letter, digit] = /^(?:Key([A-Z])|Digit(\d))$/.exec(code) ?? []
  return letter ?? digit ?? SYMBOLS[code] ?? (FUNCTION_KEY.test(code) ? code : undefined)
}
