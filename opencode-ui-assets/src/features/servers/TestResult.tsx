import { createSignal, Show, type JSX } from "solid-js"
import type { ApiFailure } from "../../api/proxyClient"
import type { HealthResult } from "../../domain/health"
import { healthDetail, healthText, type HealthSubject } from "../../domain/healthText"
import { Button } from "../../ui/Button"
import { StatusDot } from "../../ui/StatusDot"
import { DetailsDialog } from "./DetailsDialog"

export type TestState = "idle" | "running" | { readonly result: HealthResult } | { readonly failure: ApiFailure }

const FAILURES: Record<ApiFailure, string> = {
  session_expired: "Your session has ended. Reload the page to sign in again; what you typed is lost only then.",
  unreachable: "The notebook's own server cannot be reached, so this address could not be tested.",
  refused: "The notebook's own server refused to test this address with what you entered.",
  credential_rejected: "The password or key that was kept cannot be used any more. Enter it again.",
  rate_limited: "Too many requests at once. Try again in a moment.",
}

export function TestResult(props: { readonly state: TestState; readonly subject: HealthSubject }): JSX.Element {
  const result = () => (typeof props.state === "object" && "result" in props.state ? props.state.result : undefined)
  const [isShown, setShown] = createSignal(false)
  const failure = () => (typeof props.state === "object" && "failure" in props.state ? props.state.failure : undefined)
  return (
    <>
    <div class="test" aria-live="polite">
      <Show when={props.state === "running"}>
        <StatusDot tone="quiet" word="Testing the connection…" />
      </Show>
      <Show when={result()}>
        {(known) => {
          const text = () => healthText(known(), props.subject)
          return (
            <>
              <span class="test-head">
                <StatusDot tone={text().tone} word={text().word} />
                <span class="row-detail">{healthDetail(known())}</span>
              </span>
              <Show when={text().next !== ""}>
                <p class="row-reason">
                  {text().sentence} {text().next}
                </p>
                <span class="test-more">
                  <Button look="quiet" icon="info" onClick={() => setShown(true)}>
                    Details
                  </Button>
                </span>
              </Show>
            </>
          )
        }}
      </Show>
      <Show when={failure()}>{(kind) => <StatusDot tone="bad" word={FAILURES[kind()]} />}</Show>
    </div>
      <Show when={isShown() && result()}>
        {(known) => <DetailsDialog title="Details of this test" server={props.subject} health={known()} onClose={() => setShown(false)} />}
      </Show>
    </>
  )
}
