/**
 * mod+shift+K: free in the official UI; of the browsers only Firefox has it, for its console. By its place on the
 * keyboard, so that it is the same key in every script.
 */
const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

export const SWITCHER_LABEL = isApple ? "⇧⌘K" : "Ctrl+Shift+K"

export function onShortcut(action: () => void): () => void {
  function listener(event: KeyboardEvent): void {
    const mod = isApple ? event.metaKey : event.ctrlKey
    if (!mod || !event.shiftKey || event.altKey || event.code !== "KeyK") return
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
