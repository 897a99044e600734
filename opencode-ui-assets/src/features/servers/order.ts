/** The picker's order, which must not jump under the pointer: it settles once every server has been checked. */
import { createMemo, type Accessor } from "solid-js"
import { inOrder } from "../../domain/health"
import type { ServerEntry } from "../../domain/serverEntry"
import type { Shell } from "./shell"

export function createOrder(shell: Shell): Accessor<readonly ServerEntry[]> {
  const stateOf = (id: string) => shell.health.health(id).state

  const settled = createMemo<{ ids: readonly string[]; members: string; isFinal: boolean }>(
    (before) => {
      const entries = shell.servers.entries()
      const members = entries.map((entry) => entry.id).join(" ")
      if (before.isFinal && before.members === members) return before
      const own = inOrder(entries.filter((entry) => entry.kind === "own"), shell.activeId, stateOf)
      const provided = inOrder(entries.filter((entry) => entry.kind !== "own"), shell.activeId, stateOf)
      const ids = [...provided, ...own].map((entry) => entry.id)
      return { ids, members, isFinal: ids.every((id) => stateOf(id) !== "unknown") }
    },
    { ids: [], members: "", isFinal: false },
  )

  return () => {
    const byId = new Map(shell.servers.entries().map((entry) => [entry.id, entry]))
    return settled().ids.flatMap((id) => byId.get(id) ?? [])
  }
}
