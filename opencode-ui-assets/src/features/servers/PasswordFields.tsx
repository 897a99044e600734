import { Show, type JSX } from "solid-js"
import { Field } from "../../ui/Field"
import { SEALED_HINT } from "./PasswordDialog"
import type { ServerFormModel } from "./serverFormModel"

export function PasswordFields(props: { readonly form: ServerFormModel }): JSX.Element {
  const draft = () => props.form.draft()

  function passwordHint(): string {
    if (props.form.isAddressChanged()) return "Enter it again: it is not sent to the new address by itself."
    if (props.form.hasPassword()) return "Leave empty to keep the one you entered."
    return SEALED_HINT
  }

  return (
    <fieldset class="group">
      <label class="check">
        <input
          type="checkbox"
          checked={draft().usesPassword}
          onChange={(event) => { props.form.change({ usesPassword: event.currentTarget.checked }) }}
        />
        The server asks for a password
      </label>
      <Show when={draft().usesPassword}>
        <div class="pair">
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
            value={draft().password}
            onValue={(password) => { props.form.change({ password }) }}
          />
        </div>
        <p class="field-note">{passwordHint()}</p>
      </Show>
    </fieldset>
  )
}
