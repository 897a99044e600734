/** Health in words: a short one beside the dot, a sentence, and what to do next. */
import { hasSecret } from "./ownServer"
import type { PlatformState } from "./providedServer"
import type { HealthReason, HealthResult, ServerHealth } from "./health"

export type HealthTone = "good" | "bad" | "attention" | "quiet"

export interface HealthText {
  readonly tone: HealthTone
  readonly word: string
  readonly sentence: string
  readonly next: string
}

/** What the words depend on. A draft is a server that is being typed into the form. */
export interface HealthSubject {
  readonly url: string
  readonly username?: string
  readonly header?: string
  readonly kind?: "own" | "config" | "discovered" | "draft"
  /** What the platform says of it. */
  readonly state?: PlatformState
}

type Explanation = Omit<HealthText, "tone"> & { readonly tone?: HealthTone }

const REASON_TEXT: Record<HealthReason, (server: HealthSubject) => Explanation> = {
  dns: ({ url }) => ({
    word: "Name not found",
    sentence: `There is no server named ${hostOf(url)}.`,
    next: "Check the spelling, and that the sandbox still exists.",
  }),
  refused: ({ url }) => ({
    word: "Connection refused",
    sentence: `Nothing is listening at ${url}.`,
    next: "Start “opencode serve” there, or check the port.",
  }),
  timeout: () => ({
    word: "No answer",
    sentence: "The server did not answer in time.",
    next: "It may still be starting, or a network policy blocks the way.",
  }),
  tls: () => ({
    word: "Certificate problem",
    sentence: "No trusted TLS connection could be made.",
    next: "Ask your admin to trust the server's certificate authority.",
  }),
  auth_required: (server) => ({
    tone: "attention",
    word: server.header === undefined ? "Password needed" : "API key needed",
    sentence: server.header === undefined ? "The server asks for a password." : "The server asks for an API key.",
    next: wayToSecret(server),
  }),
  auth_rejected: (server) => ({
    word: server.header === undefined ? "Wrong password" : "Wrong API key",
    sentence: `The server did not accept ${server.header === undefined ? "the user name and password" : `the key in “${server.header}”`}.`,
    next: isProvided(server) ? "Ask your admin to check its password." : `Enter the ${server.header === undefined ? "password" : "key"} again.`,
  }),
  denied: ({ url }) => ({
    word: "Blocked by policy",
    sentence: "This address is not allowed here.",
    next: `Ask your admin to allow “${url}”.`,
  }),
  not_opencode: () => ({
    word: "Not an OpenCode server",
    sentence: "Something else answered at this address.",
    next: "Check the port and the path; it may be a login page or another web application.",
  }),
  incompatible: () => ({
    word: "Incompatible version",
    sentence: "The server's version of OpenCode does not work with this page.",
    next: "Update OpenCode on the server.",
  }),
  upstream_error: () => ({
    word: "Server error",
    sentence: "The server answered with an error.",
    next: "Look at its log, or restart it.",
  }),
}

const PLATFORM_TEXT: Record<Exclude<PlatformState, "ready">, Explanation> = {
  waking: { tone: "quiet", word: "Starting", sentence: "The sandbox is starting.", next: "It is checked again until it answers." },
  suspending: { tone: "quiet", word: "Pausing", sentence: "The sandbox is about to pause.", next: "Start it again where you manage your sandboxes." },
  suspended: { tone: "quiet", word: "Paused", sentence: "The sandbox pauses.", next: "Start it where you manage your sandboxes." },
  finished: { word: "Ended", sentence: "The sandbox has ended and does not run again.", next: "Create a new one." },
}

/** Of the server whose page this is, while its connection is lost and no check has found why. */
export const NO_CONNECTION: HealthText = { tone: "bad", word: "No connection", sentence: "This page has lost its connection to the server.", next: "" }

export function healthText(health: HealthResult & Partial<Pick<ServerHealth, "missed">>, server: HealthSubject): HealthText {
  if (health.state === "healthy" && health.missed) {
    return { tone: "quiet", word: "Checking again", sentence: "The last check got no answer.", next: "" }
  }
  if (health.state === "healthy") return { tone: "good", word: "Healthy", sentence: "The server is healthy.", next: "" }
  if (health.state === "unknown" || !health.reason) {
    return { tone: "quiet", word: "Not checked", sentence: "No check of this server has been answered lately.", next: "" }
  }
  const text = platformText(health, server) ?? REASON_TEXT[health.reason](server)
  return { ...text, tone: text.tone ?? "bad" }
}

/** Who pauses does not answer, which is then no fault. */
function platformText({ reason }: HealthResult, { state }: HealthSubject): Explanation | undefined {
  const isSilent = reason === "dns" || reason === "refused" || reason === "timeout" || reason === "upstream_error"
  return isSilent && state !== undefined && state !== "ready" ? PLATFORM_TEXT[state] : undefined
}

/** Version and latency of a healthy server, for example "1.18.33 · 12 ms". */
export function healthDetail(health: HealthResult): string {
  if (health.state !== "healthy") return ""
  const latency = health.latencyMs === undefined ? undefined : `${Math.round(health.latencyMs)} ms`
  return [health.version, latency].filter((part) => part !== undefined).join(" · ")
}

/** A provided server's secret is kept where it is provided; one of the user's own needs a name to be asked for. */
function wayToSecret(server: HealthSubject): string {
  if (isProvided(server)) return "Ask your admin to set its password."
  if (server.kind === "draft") return hasSecret(server) ? "Enter it above." : "Choose “Password” or “API key” above."
  if (hasSecret(server)) return "It is asked for when you open the server."
  return "Edit it and choose how to sign in."
}

function isProvided({ kind }: HealthSubject): boolean {
  return kind === "config" || kind === "discovered"
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/(:\d+)?(\/.*)?$/, "")
}
