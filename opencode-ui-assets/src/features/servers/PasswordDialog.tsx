import { createSignal, onCleanup, Show, type JSX } from "solid-js"
import { basicAuth } from "../../domain/basicAuth"
import { healthText } from "../../domain/healthText"
import { serverName, type OwnServer } from "../../domain/ownServer"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Field } from "../../ui/Field"
import { useShell } from "./shell"

interface Props {
  readonly server: OwnServer
  readonly onAnswer: (password: string | undefined) => void
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
    const { url, username = "" } = props.server.http
    if (isTrying()) return
    setTrying(true)
    const answer = await shell.health.test({ url }, basicAuth(username, password()), closing.signal)
    // Closed meanwhile: what was typed is not to be kept.
    if (closing.signal.aborted) return
    setTrying(false)
    if ("value" in answer && answer.value.reason === "auth_rejected") {
      setError(healthText(answer.value, props.server.http).sentence)
      return
    }
    // Any other trouble is not the password's: the page will show it.
    if ("value" in answer) shell.health.learned({ id: props.server.id, ...props.server.http }, answer.value)
    props.onAnswer(password())
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
          hint="Kept in this tab's memory only; asked for again after a reload."
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
