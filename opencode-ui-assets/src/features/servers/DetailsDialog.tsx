import { createSignal, type JSX } from "solid-js"
import type { HealthResult } from "../../domain/health"
import type { HealthSubject } from "../../domain/healthText"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { useShell } from "./shell"

interface Props {
  readonly title: string
  readonly server: HealthSubject
  readonly health: HealthResult
  readonly onClose: () => void
}

const HINTS = {
  ready: "Nothing secret is in it: no password, no key, no name of yours.",
  copied: "Copied.",
  selected: "This browser does not let pages copy. The text is selected: press Ctrl+C, or ⌘C.",
} as const

/** What is known about a server's trouble, to be handed to whoever can mend it. */
export function DetailsDialog(props: Props): JSX.Element {
  const shell = useShell()
  // As it was when it was asked for: a text that changes cannot be copied.
  const text = shell.diagnostics(props.server, props.health)
  const [state, setState] = createSignal<keyof typeof HINTS>("ready")
  let area: HTMLTextAreaElement | undefined

  async function copy(): Promise<void> {
    setState((await shell.copy(text)) || copySelected() ? "copied" : "selected")
  }

  /** Over plain HTTP the clipboard is closed to pages, but not to this old way. */
  function copySelected(): boolean {
    area?.focus()
    area?.select()
    try {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way outside of a secure context
      return document.execCommand("copy")
    } catch {
      return false
    }
  }

  return (
    <Dialog title={props.title} isOpen onClose={() => { props.onClose() }}>
      <textarea ref={(element) => (area = element)} class="details" readOnly rows={Math.min(18, text.split("\n").length + 3)} aria-label="Diagnostics" value={text} />
      <p class="field-note" role="status">
        {HINTS[state()]}
      </p>
      <footer class="form-foot">
        <span class="list-space" />
        <Button look="quiet" onClick={() => { props.onClose() }}>
          Close
        </Button>
        <Button look="primary" icon="copy" autofocus onClick={() => void copy()}>
          Copy
        </Button>
      </footer>
    </Dialog>
  )
}
