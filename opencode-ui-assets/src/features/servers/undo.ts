/** A removal that can be taken back for a while. */
import { createSignal, onCleanup, type Accessor } from "solid-js"
import type { ServerEntry } from "../../domain/serverEntry"
import type { Shell } from "./shell"

const UNDO_MS = 8_000

export interface Undo {
  readonly removed: Accessor<ServerEntry | undefined>
  remove(entry: ServerEntry): void
  takeBack(): void
  /** Ends the time to take it back, for example because the picker closes. */
  lapse(): void
}

/** `onLapsed` hears of a removal that stands. */
export function createUndo(shell: Shell, onLapsed: (entry: ServerEntry) => void): Undo {
  const [removed, setRemoved] = createSignal<ServerEntry | undefined>(undefined)
  let restore: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function lapse(): void {
    clearTimeout(timer)
    const entry = removed()
    setRemoved(undefined)
    if (entry) onLapsed(entry)
  }
  // Whoever closes the picker has made up their mind.
  onCleanup(lapse)

  return {
    removed,
    lapse,
    remove(entry) {
      lapse()
      restore = shell.servers.remove(entry.id)
      setRemoved(entry)
      timer = setTimeout(lapse, UNDO_MS)
    },
    takeBack() {
      clearTimeout(timer)
      restore?.()
      setRemoved(undefined)
    },
  }
}
