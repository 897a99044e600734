import { Match, Show, Switch, type JSX } from "solid-js"
import type { SignIn } from "../../domain/serverDraft"
import { Choice } from "../../ui/Choice"
import { Field } from "../../ui/Field"
import { SEALED_HINT } from "./PasswordDialog"
import type { ServerFormModel } from "./serverFormModel"

const OPTIONS: readonly { readonly value: SignIn; readonly label: string; readonly description: string }[] = [
  { value: "none", label: "None", description: "None: the server asks for nothing" },
  { value: "password", label: "Password", description: "The server asks for a password" },
  { value: "key", label: "API key", description: "The server asks for an API key" },
]

/** How the server wants to be convinced, and with what. */
export function SignInFields(props: { readonly form: ServerFormModel }): JSX.Element {
  const draft = () => props.form.draft()
  const isBearer = () => draft().header.trim().toLowerCase() === "authorization"

  function secretHint(): string {
    if (props.form.isConnectionChanged()) return "Enter it again: it is not sent to another address or under another name by itself."
    if (props.form.hasSecret()) return "Leave empty to keep the one you entered."
    if (draft().signIn === "key" && isBearer()) return `The whole value, for example “Bearer …”. ${SEALED_HINT}`
    return SEALED_HINT
  }

  return (
    <div class="group">
      <Choice legend="Sign-in" options={OPTIONS} value={draft().signIn} onValue={(signIn) => { props.form.change({ signIn, secret: "" }) }} />
      <Show when={draft().signIn !== "none"}>
        <div class="pair">
          <Switch>
            <Match when={draft().signIn === "password"}>
              <Field
                label="User name"
                value={draft().username}
                onValue={(username) => { props.form.change({ username }) }}
                error={props.form.problems().username}
              />
              <Field
                label="Password"
                type="password"
                autocomplete="new-password"
                value={draft().secret}
                onValue={(secret) => { props.form.change({ secret }) }}
              />
            </Match>
            <Match when={draft().signIn === "key"}>
              <Field
                label="Header name"
                isCode
                value={draft().header}
                onValue={(header) => { props.form.change({ header }) }}
                error={props.form.problems().header}
              />
              <Field
                label="API key"
                type="password"
                autocomplete="off"
                value={draft().secret}
                onValue={(secret) => { props.form.change({ secret }) }}
              />
            </Match>
          </Switch>
        </div>
        <p class="field-note">{secretHint()}</p>
      </Show>
    </div>
  )
}
