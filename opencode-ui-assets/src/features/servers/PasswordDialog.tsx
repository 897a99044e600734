import { createSignal, onCleanup, Show, type JSX } from "solid-js"
import type { ApiFailure } from "../../api/proxyClient"
import { healthText } from "../../domain/healthText"
import { serverName, type OwnServer } from "../../domain/ownServer"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Field } from "../../ui/Field"
import { useShell } from "./shell"

interface Props {
  readonly server: OwnServer
  /** With a sealed credential. */
  readonly onAnswer: (credential: string | undefined) => void
}

export const SEALED_HINT = "Kept encrypted in this browser, for this address only. The password itself is not kept."

const FAILURES: Record<ApiFailure, string> = {
  session_expired: "Your session has ended. Reload the page to sign in again.",
  unreachable: "The notebook's own server cannot be reached. Try again in a moment.",
  refused: "This password cannot be used: it is too long, or has control characters.",
  credential_rejected: "The notebook's own server has new keys. Try again.",
  rate_limited: "Too many requests at once. Try again in a moment.",
}

/** Asks for the password of a server, and tries it before it is handed on. */
export function PasswordDialog(props: Props): JSX.Element {
  const shell = useShell()
  const [password, setPassword] = createSignal("")
  const [error, setError] = createSignal<string | undefined>(undefined)
  const [isTrying, setTrying] = createSignal(false)
  const closing = new AbortController()
  onCleanup(() => {
    closing.abort()
  })

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { url } = props.server.http
    if (isTrying()) return
    setTrying(true)
    const sealed = await shell.credentials.seal(props.server, password(), closing.signal)
    const answer = "value" in sealed ? await shell.health.test({ url }, sealed.value, closing.signal) : sealed
    // Closed meanwhile: what was typed is not to be kept.
    if (closing.signal.aborted) return
    setTrying(false)
    if (!("value" in sealed)) {
      setError("failure" in sealed ? FAILURES[sealed.failure] : undefined)
      return
    }
    if ("value" in answer && answer.value.reason === "auth_rejected") {
      setError(healthText(answer.value, props.server.http).sentence)
      return
    }
    // Any other trouble is not the password's: the page will show it.
    if ("value" in answer) shell.health.learned({ id: props.server.id, ...props.server.http }, answer.value)
    props.onAnswer(sealed.value)
  }

  return (
    <Dialog title={`Password for ${serverName(props.server)}`} isOpen onClose={() => { props.onAnswer(undefined) }}>
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        <p class="form-lead">
          <span class="mono">{props.server.http.url}</span> asks for the password of “{props.server.http.username}”.
        </p>
        {/* Password managers look for the user name in the same form. */}
        <input class="unseen" type="text" autocomplete="username" value={props.server.http.username ?? ""} readOnly tabIndex={-1} aria-hidden="true" />
        <Field
          label="Password"
          type="password"
          autocomplete="current-password"
          autofocus
          value={password()}
          onValue={(value) => {
            setPassword(value)
            setError(undefined)
          }}
          hint={SEALED_HINT}
          error={error()}
        />
        <footer class="form-foot">
          <span class="list-space" />
          <Button look="quiet" onClick={() => { props.onAnswer(undefined) }}>
            Cancel
          </Button>
          <Button look="primary" type="submit">
            <Show when={isTrying()} fallback="Continue">
              Trying…
            </Show>
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
