import { createUniqueId, For, type JSX } from "solid-js"

interface Option<T extends string> {
  readonly value: T
  readonly label: string
  /** Said to those who do not see what the options are about; has the label in it. */
  readonly description: string
}

interface Props<T extends string> {
  readonly legend: string
  readonly options: readonly Option<T>[]
  readonly value: T
  readonly onValue: (value: T) => void
}

/** One of a few, all seen at once: radio buttons that look like one part. */
export function Choice<T extends string>(props: Props<T>): JSX.Element {
  const name = createUniqueId()
  return (
    <fieldset class="choice">
      <legend>{props.legend}</legend>
      <div class="choice-options">
        <For each={props.options}>
          {(option) => (
            <label class="choice-option">
              <input
                type="radio"
                name={name}
                value={option.value}
                aria-label={option.description}
                checked={props.value === option.value}
                onChange={() => { props.onValue(option.value) }}
              />
              {option.label}
            </label>
          )}
        </For>
      </div>
    </fieldset>
  )
}
