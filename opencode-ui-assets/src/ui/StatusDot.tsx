import { Show, type JSX } from "solid-js"
import type { HealthTone } from "../domain/healthText"

/** A dot always comes with its word: colour alone says nothing to many people. */
export function StatusDot(props: { readonly tone: HealthTone; readonly word: string; readonly isWordHidden?: boolean }): JSX.Element {
  return (
    <span class="status" data-tone={props.tone}>
      <span class="dot" aria-hidden="true" />
      <Show when={props.isWordHidden} fallback={<span class="status-word">{props.word}</span>}>
        <span class="unseen">{props.word}</span>
      </Show>
    </span>
  )
}
