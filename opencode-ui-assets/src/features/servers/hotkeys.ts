/** The shell's own keys: one opens the switcher, one with a digit the n-th server of the list. */
import { digitOf, isSameShortcut, pressed } from "../../domain/keys"
import { NTH_CHOICES } from "../../domain/settings"
import type { Shell } from "./shell"

export function onHotkeys(shell: Shell, toggleSwitcher: () => void): () => void {
  function listener(event: KeyboardEvent): void {
    const action = actionOf(event, shell, toggleSwitcher)
    if (!action || isRecorded(event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (!event.repeat) action()
  }
  // Captured on the window: an input that has the focus, or the official UI, may not take it first.
  addEventListener("keydown", listener, true)
  return () => {
    removeEventListener("keydown", listener, true)
  }
}

function actionOf(event: KeyboardEvent, shell: Shell, toggleSwitcher: () => void): (() => void) | undefined {
  const keys = pressed(event, shell.isApple)
  const { switcher, nth } = shell.settings.settings()
  if (!keys) return undefined
  if (switcher && isSameShortcut(keys, switcher)) return toggleSwitcher
  const digit = nth && digitOf(keys, NTH_CHOICES[nth])
  const entry = digit === undefined ? undefined : shell.servers.entries()[digit - 1]
  return (
    entry &&
    (() => {
      if (entry.id !== shell.activeId) shell.open(entry.id)
    })
  )
}

/** Pressed to be chosen as another shortcut: there they do nothing else. */
function isRecorded(event: KeyboardEvent): boolean {
  return event.composedPath().some((target) => target instanceof Element && target.hasAttribute("data-recording"))
}
