/** What the user can choose about the shell itself. Reading never fails: what cannot be understood is the default. */
import { formatShortcut, parseShortcut, type Modifiers, type Shortcut } from "./keys"

const VERSION = 1

export const POLL_SECONDS = [5, 10, 30, 60] as const
export type PollSeconds = (typeof POLL_SECONDS)[number]

/** Which modifiers make a digit open the n-th server. Shift types characters on many layouts: never it alone. */
export const NTH_CHOICES = {
  "mod+alt": { mod: true, alt: true, shift: false },
  "alt+shift": { mod: false, alt: true, shift: true },
  "mod+alt+shift": { mod: true, alt: true, shift: true },
} as const satisfies Record<string, Modifiers>
export type NthChoice = keyof typeof NTH_CHOICES

export interface Settings {
  /** Opens the switcher; `undefined`: no key does. */
  readonly switcher: Shortcut | undefined
  /** With a digit opens the n-th server; `undefined`: no key does. */
  readonly nth: NthChoice | undefined
  /** Seconds between two checks of all servers while the page is seen. */
  readonly pollSeconds: PollSeconds
}

export const DEFAULT_SETTINGS: Settings = {
  switcher: { mod: true, alt: false, shift: true, code: "KeyK" },
  nth: "mod+alt",
  pollSeconds: 10,
}

export function settingsKey(base: string): string {
  return `opencode-proxy:${base}:settings`
}

export function readSettings(text: string | null): Settings {
  const { switcher, nth, pollSeconds } = parse(text)
  return {
    switcher: switcher === null ? undefined : ((typeof switcher === "string" ? parseShortcut(switcher) : undefined) ?? DEFAULT_SETTINGS.switcher),
    nth: nth === null ? undefined : isNthChoice(nth) ? nth : DEFAULT_SETTINGS.nth,
    pollSeconds: POLL_SECONDS.find((seconds) => seconds === pollSeconds) ?? DEFAULT_SETTINGS.pollSeconds,
  }
}

/** `null` is a choice: no key. What is missing is the default of whatever version reads it. */
export function writeSettings({ switcher, nth, pollSeconds }: Settings): string {
  return JSON.stringify({ version: VERSION, switcher: switcher === undefined ? null : formatShortcut(switcher), nth: nth ?? null, pollSeconds })
}

function isNthChoice(value: unknown): value is NthChoice {
  return typeof value === "string" && Object.hasOwn(NTH_CHOICES, value)
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}")
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
