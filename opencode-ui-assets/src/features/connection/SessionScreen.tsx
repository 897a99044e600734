import { createEffect, createUniqueId, type JSX } from "solid-js"
import { Button } from "../../ui/Button"

interface Props {
  readonly isEnded: boolean
  readonly onReload: () => void
}

/**
 * The gateway in front of us wants its user to sign in again. Only a new page can do that, and nothing on this one works
 * until then. Escape leaves it for who wants to copy something first.
 */
export function SessionScreen(props: Props): JSX.Element {
  const id = createUniqueId()
  let element: HTMLDialogElement | undefined
  createEffect(() => {
    if (props.isEnded && element?.open === false) element.showModal()
    if (!props.isEnded) element?.close()
  })
  return (
    <dialog ref={(dialog) => (element = dialog)} class="dialog session-screen" aria-labelledby={id}>
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={id}>Your session has ended</h2>
        </div>
        <p>
          The platform in front of this notebook wants you to sign in again. Your servers go on working meanwhile, and what you have typed
          is kept in this browser.
        </p>
        <footer class="form-foot">
          <span class="list-space" />
          <Button look="quiet" onClick={() => element?.close()}>
            Not now
          </Button>
          <Button look="primary" autofocus onClick={() => { props.onReload() }}>
            Sign in again
          </Button>
        </footer>
      </div>
    </dialog>
  )
}
