import { createUniqueId, Show, type JSX } from "solid-js"

// Named one by one, as in Button.
interface Props {
  readonly label: string
  readonly optional?: boolean | undefined
  readonly required?: boolean
  readonly hint?: JSX.Element
  readonly error?: string | undefined
  /** Something to read letter by letter, such as an address. */
  readonly isCode?: boolean
  readonly type?: "text" | "password"
  readonly inputMode?: "url"
  readonly placeholder?: string
  readonly maxLength?: number
  readonly autocomplete?: string
  readonly autofocus?: boolean
  readonly value: string
  readonly onValue: (value: string) => void
  readonly onBlur?: () => void
}

export function Field(props: Props): JSX.Element {
  const id = createUniqueId()
  return (
    <div class="field">
      <label for={id}>
        {props.label}
        <Show when={props.optional}>
          <span class="field-optional"> optional</span>
        </Show>
      </label>
      <input
        id={id}
        class={props.isCode ? "input mono" : "input"}
        type={props.type ?? "text"}
        inputMode={props.inputMode}
        placeholder={props.placeholder ?? ""}
        maxLength={props.maxLength ?? 10_000}
        required={props.required === true}
        autofocus={props.autofocus === true}
        value={props.value}
        aria-invalid={props.error === undefined ? undefined : "true"}
        aria-describedby={`${id}-note`}
        autocomplete={props.autocomplete ?? "off"}
        autocapitalize="off"
        spellcheck={false}
        onInput={(event) => { props.onValue(event.currentTarget.value) }}
        onBlur={() => props.onBlur?.()}
      />
      <p class="field-note" id={`${id}-note`} data-error={props.error === undefined ? undefined : ""} aria-live="polite">
        {props.error ?? props.hint}
      </p>
    </div>
  )
}
