/**
 * The official UI that this page shows was made for one version of OpenCode; servers may have another. Within one minor
 * version both understand each other; across it, what only one of them has does not work.
 */
import type { HealthResult } from "./health"

export type VersionRelation = "older" | "newer" | "same"

/** How the server's version relates to the UI's; `undefined` when one of them is no version. */
export function relationOf(server: string, ui: string): VersionRelation | undefined {
  const [a, b] = [minorOf(server), minorOf(ui)]
  if (!a || !b) return undefined
  const difference = a.major - b.major || a.minor - b.minor
  return difference < 0 ? "older" : difference > 0 ? "newer" : "same"
}

/** What a user of this server should know about its version; "" when there is nothing to know. */
export function versionNote(health: HealthResult, ui: string): string {
  if (health.state !== "healthy" || health.version === undefined) return ""
  const relation = relationOf(health.version, ui)
  if (relation === "older") return `Older than this page (${ui}): some things here may not work with it. Update OpenCode there.`
  if (relation === "newer") return `Newer than this page (${ui}): what is new there may not show here.`
  return ""
}

function minorOf(text: string): { readonly major: number; readonly minor: number } | undefined {
  const [, major, minor] = /^v?(\d{1,6})\.(\d{1,6})(?:[.+-]|$)/.exec(text) ?? []
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor) }
}
