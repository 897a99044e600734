import { createUniqueId, Show, splitProps, type JSX } from "solid-js"

interface Own {
  readonly label: string
  readonly optional?: boolean | undefined
  readonly hint?: JSX.Element
  readonly error?: string | undefined
  /** Something to read letter by letter, such as an address. */
  readonly isCode?: boolean
  readonly value: string
  readonly onValue: (value: string) => void
}

export function Field(props: Own & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput" | "value">): JSX.Element {
  const [own, native] = splitProps(props, ["label", "optional", "hint", "error", "isCode", "value", "onValue"])
  const id = createUniqueId()
  return (
    <div class="field">
      <label for={id}>
        {own.label}
        <Show when={own.optional}>
          <span class="field-optional"> optional</span>
        </Show>
      </label>
      {/* on: as in Button, because of the spread. */}
      <input
        {...native}
        id={id}
        class={own.isCode ? "input mono" : "input"}
        value={own.value}
        aria-invalid={own.error === undefined ? undefined : "true"}
        aria-describedby={`${id}-note`}
        autocomplete={native.autocomplete ?? "off"}
        autocapitalize="off"
        spellcheck={false}
        on:input={(event: InputEvent & { currentTarget: HTMLInputElement }) => {
          own.onValue(event.currentTarget.value)
        }}
      />
      <p class="field-note" id={`${id}-note`} data-error={own.error === undefined ? undefined : ""} aria-live="polite">
        {own.error ?? own.hint}
      </p>
    </div>
  )
}
