import { createSignal, onCleanup, Show, type JSX } from "solid-js"
import type { ApiFailure } from "../../api/proxyClient"
import { healthText } from "../../domain/healthText"
import { secretName, serverName, type OwnServer } from "../../domain/ownServer"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Field } from "../../ui/Field"
import { useShell } from "./shell"

interface Props {
  readonly server: OwnServer
  /** With a sealed credential. */
  readonly onAnswer: (credential: string | undefined) => void
}

export const SEALED_HINT = "Kept encrypted in this browser, for this address only. What you type is not kept."

const FAILURES: Record<ApiFailure, string> = {
  session_expired: "Your session has ended. Reload the page to sign in again.",
  unreachable: "The notebook's own server cannot be reached. Try again in a moment.",
  refused: "This cannot be used: it is too long, or has characters that cannot be sent.",
  credential_rejected: "The notebook's own server has new keys. Try again.",
  rate_limited: "Too many requests at once. Try again in a moment.",
}

/** Asks for the password or the API key of a server, and tries it before it is handed on. */
export function PasswordDialog(props: Props): JSX.Element {
  const shell = useShell()
  const name = () => secretName(props.server.http)
  const [secret, setSecret] = createSignal("")
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
    const sealed = await shell.credentials.seal(props.server, secret(), closing.signal)
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
    // Any other trouble is not the secret's: the page will show it.
    if ("value" in answer) shell.health.learned({ id: props.server.id, ...props.server.http }, answer.value)
    props.onAnswer(sealed.value)
  }

  return (
    <Dialog title={`${capital(name())} for ${serverName(props.server)}`} isOpen onClose={() => { props.onAnswer(undefined) }}>
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        <p class="form-lead">
          <span class="mono">{props.server.http.url}</span> asks for the {name()}{" "}
          {props.server.http.header === undefined ? `of “${props.server.http.username ?? ""}”` : `in “${props.server.http.header}”`}.
        </p>
        {/* Password managers look for the user name in the same form. */}
        <Show when={props.server.http.username}>
          {(user) => <input class="unseen" type="text" autocomplete="username" value={user()} readOnly tabIndex={-1} aria-hidden="true" />}
        </Show>
        <Field
          label={capital(name())}
          type="password"
          autocomplete={props.server.http.header === undefined ? "current-password" : "off"}
          autofocus
          value={secret()}
          onValue={(value) => {
            setSecret(value)
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

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
