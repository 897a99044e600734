import { createUniqueId, For, type JSX } from "solid-js"

interface Props {
  readonly label: string
  readonly hint?: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onValue: (value: string) => void
}

/** The browser's own list, beside its label. */
export function Select(props: Props): JSX.Element {
  const id = createUniqueId()
  return (
    <div class="setting">
      <label for={id}>{props.label}</label>
      <span class="select">
        <select id={id} aria-describedby={`${id}-note`} onChange={(event) => { props.onValue(event.currentTarget.value) }}>
          <For each={props.options}>{(option) => <option value={option.value} selected={option.value === props.value}>{option.label}</option>}</For>
        </select>
      </span>
      <p class="field-note" id={`${id}-note`}>
        {props.hint}
      </p>
    </div>
  )
}
