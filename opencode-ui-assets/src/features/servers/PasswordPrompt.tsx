import { Show, type JSX } from "solid-js"
import { PasswordDialog } from "./PasswordDialog"
import { useShell } from "./shell"

/** Shows the question that a waiting request has raised. */
export function PasswordPrompt(props: { readonly onClosed: () => void }): JSX.Element {
  const shell = useShell()
  return (
    <Show when={shell.credentials.question()} keyed>
      {(question) => (
        <PasswordDialog
          server={question.server}
          onAnswer={(credential) => {
            question.answer(credential)
            props.onClosed()
          }}
        />
      )}
    </Show>
  )
}
