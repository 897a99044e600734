/**
 * What an admin or a colleague needs to help with a server, as text to be copied. Without secrets and without what is the
 * user's own: no display name, no user name, nothing of the page's address but its path to us.
 */
import type { HealthResult, ServerHealth } from "./health"
import { healthText, type HealthSubject } from "./healthText"

export interface DiagnosticFacts {
  readonly server: HealthSubject
  readonly health: HealthResult & Partial<Pick<ServerHealth, "missed">>
  /** OpenCode version of the page; "" when it is not known. */
  readonly uiVersion: string
  /** Address of B, without query and fragment. */
  readonly page: string
  readonly browser: string
  readonly now: Date
}

const KINDS = { own: "in the user's own list", config: "provided by the admin", discovered: "found in the namespace", draft: "not saved yet" } as const

export function diagnosticsOf({ server, health, uiVersion, page, browser, now }: DiagnosticFacts): string {
  const text = healthText(health, server)
  const lines: [string, string | undefined][] = [
    ["Server", `${server.url} (${KINDS[server.kind ?? "own"]})`],
    ["Sign-in", server.header !== undefined ? "API key" : server.username !== undefined ? "password" : "none"],
    ["State", health.state + (health.missed === true ? ", last check missed" : "")],
    ["Reason", health.reason],
    ["Meaning", `${text.sentence} ${text.next}`.trim()],
    ["Rule to ask for", health.reason === "denied" ? allowRule(server.url) : undefined],
    ["Message", health.message],
    ["Server version", health.version],
    ["Page version", uiVersion],
    ["Latency", health.latencyMs === undefined ? undefined : `${Math.round(health.latencyMs)} ms`],
    ["Checked", health.checkedAt],
    ["Page", withoutSecrets(page)],
    ["Browser", browser],
    ["Copied", now.toISOString()],
  ]
  return lines.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`${name}: ${oneLine(value)}`])).join("\n")
}

/** As the administrator writes it. A name that is allowed may still lead to an address that is not: then a range is missing. */
function allowRule(url: string): string {
  return `opencode.proxy.allow ${url}; if this name is allowed already, the range of its address, such as 10.20.0.0/16`
}

function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return ""
  const { origin, pathname } = new URL(address)
  return origin + pathname
}

/** A server's own words must not look like lines of ours. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().slice(0, 500)
}
