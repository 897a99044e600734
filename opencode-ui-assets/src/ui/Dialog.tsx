import { createEffect, createUniqueId, onCleanup, type JSX } from "solid-js"
import { IconButton } from "./Button"

interface Props {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: JSX.Element
}

/** The browser's own modal dialog: it traps the focus, gives it back, and closes on Escape. */
export function Dialog(props: Props): JSX.Element {
  const id = createUniqueId()
  let element: HTMLDialogElement | undefined

  createEffect(() => {
    if (props.isOpen && element?.open === false) {
      element.showModal()
      // The first thing in the dialog is the button that closes it: not what anybody came for.
      element.querySelector<HTMLElement>("[autofocus], [data-filter], [data-row]")?.focus()
    }
    if (!props.isOpen) element?.close()
  })
  // The browser tells of the closing later, when another dialog may be in this one's place.
  let isGone = false
  onCleanup(() => {
    isGone = true
    element?.close()
  })

  return (
    <dialog
      ref={(dialog) => (element = dialog)}
      class="dialog"
      aria-labelledby={id}
      onClose={() => {
        if (!isGone) props.onClose()
      }}
      onMouseDown={(event) => {
        // The backdrop is the dialog element itself; everything inside is in its child.
        if (event.target === event.currentTarget) element?.close()
      }}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={id}>{props.title}</h2>
          <IconButton icon="close" label="Close" onClick={() => element?.close()} />
        </div>
        {props.children}
      </div>
    </dialog>
  )
}
