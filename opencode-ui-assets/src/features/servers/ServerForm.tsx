import { Show, type JSX } from "solid-js"
import { normaliseServerUrl } from "../../domain/serverUrl"
import { Button } from "../../ui/Button"
import { Field } from "../../ui/Field"
import { focusFirstProblem } from "./focus"
import { createServerForm, type FormStart } from "./serverFormModel"
import { useShell } from "./shell"
import { SignInFields } from "./SignInFields"
import { TestResult } from "./TestResult"

interface Props {
  readonly start: FormStart
  readonly onSaved: (id: string) => void
  readonly onCancel: () => void
}

/** The line below the address never collapses: buttons that jump while they are pressed are not pressed. */
const KEEP_LINE = "\u00a0"

export function ServerForm(props: Props): JSX.Element {
  // The form belongs to the server it was opened for: it is made anew for another.
  const form = createServerForm(useShell(), props.start, (id) => {
    props.onSaved(id)
  })
  let element: HTMLFormElement | undefined
  const url = () => normaliseServerUrl(form.draft().url)
  const isTesting = () => form.test() === "running"
  const hasFailed = () => {
    const state = form.test()
    return typeof state === "object" && !("result" in state && state.result.state === "healthy")
  }

  const subject = () => {
    const result = url()
    const { signIn, username, header } = form.draft()
    const asWhom = signIn === "password" ? { username } : signIn === "key" ? { header } : {}
    return { url: "ok" in result ? result.ok : "", kind: "draft" as const, ...asWhom }
  }

  function urlHint(): string {
    const result = url()
    if ("ok" in result) return result.ok === form.draft().url ? KEEP_LINE : `Will be saved as ${result.ok}`
    return result.problem === "empty" ? "For example sandbox.team.svc.cluster.local:4096" : KEEP_LINE
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isTesting()) return
    if (hasFailed()) await form.saveAnyway()
    else await form.submit()
    focusFirstProblem(element)
  }

  async function test(): Promise<void> {
    if (isTesting()) return
    await form.tryOut()
    focusFirstProblem(element)
  }

  return (
    <form ref={(form) => (element = form)} class="form" noValidate onSubmit={(event) => void submit(event)}>
      <Field
        label="Address"
        isCode
        inputMode="url"
        placeholder="http://localhost:4096"
        autofocus
        required
        value={form.draft().url}
        onValue={(value) => { form.change({ url: value }) }}
        onBlur={form.checkUrl}
        hint={urlHint()}
        error={form.problems().url}
      />
      <Field
        label="Name"
        optional
        maxLength={200}
        placeholder={(() => { const result = url(); return "ok" in result ? result.ok.replace(/^https?:\/\//, "") : "My sandbox" })()}
        value={form.draft().name}
        onValue={(value) => { form.change({ name: value }) }}
      />
      <SignInFields form={form} />
      <TestResult state={form.test()} subject={subject()} />
      <footer class="form-foot">
        {/* Not disabled: a button that is loses the focus. */}
        <Button aria-disabled={isTesting()} onClick={() => void test()}>
          Test
        </Button>
        <span class="list-space" />
        <Button look="quiet" onClick={() => { props.onCancel() }}>
          Cancel
        </Button>
        <Button look="primary" type="submit" aria-disabled={isTesting()}>
          <Show when={hasFailed()} fallback={form.isEditing ? "Save" : "Add server"}>
            Save anyway
          </Show>
        </Button>
      </footer>
    </form>
  )
}
