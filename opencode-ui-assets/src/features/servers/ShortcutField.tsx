import { createSignal, createUniqueId, Show, type JSX } from "solid-js"
import { isTaken, pressed, problemOf, shortcutLabel, type Shortcut } from "../../domain/keys"
import { Button } from "../../ui/Button"
import { useShell } from "./shell"

interface Props {
  readonly label: string
  readonly value: Shortcut | undefined
  readonly fallback: Shortcut | undefined
  readonly onValue: (value: Shortcut | undefined) => void
}

/** Chooses a shortcut by pressing it. */
export function ShortcutField(props: Props): JSX.Element {
  const shell = useShell()
  const id = createUniqueId()
  const [isRecording, setRecording] = createSignal(false)
  const [problem, setProblem] = createSignal("")
  const label = () => (props.value ? shortcutLabel(props.value, shell.isApple) : "Off")

  function stop(): void {
    setRecording(false)
    setProblem("")
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isRecording() || event.key === "Tab") return
    event.preventDefault()
    if (event.key === "Escape") {
      stop()
      return
    }
    const keys = pressed(event, shell.isApple)
    const found = keys ? problemOf(keys) : "no_key"
    if (found === "no_modifier") setProblem(`Hold ${shell.isApple ? "⌘ or ⌥" : "Ctrl or Alt"} as well.`)
    if (found === "reserved") setProblem("The browser needs these keys itself. Press others.")
    if (found !== undefined || !keys) return
    props.onValue(keys)
    stop()
  }

  const note = () => {
    if (problem() !== "") return problem()
    if (isRecording()) return "Press the keys together. Escape keeps what it was."
    return props.value && isTaken(props.value) ? "OpenCode uses these keys too: here they switch servers." : "Works while you type, too."
  }

  return (
    <div class="setting">
      <span id={id}>{props.label}</span>
      <span class="setting-keys">
        <button
          type="button"
          class="button"
          data-look="plain"
          aria-labelledby={`${id} ${id}-value`}
          aria-describedby={`${id}-note`}
          data-recording={isRecording() ? "" : undefined}
          onClick={() => setRecording(true)}
          onKeyDown={onKeyDown}
          onBlur={stop}
        >
          <span id={`${id}-value`}>{isRecording() ? "Press keys…" : label()}</span>
        </button>
        <Show
          when={props.value}
          fallback={
            <Button look="quiet" aria-label={`Turn on: ${props.label}`} onClick={() => { props.onValue(props.fallback) }}>
              Turn on
            </Button>
          }
        >
          <Button look="quiet" aria-label={`Turn off: ${props.label}`} onClick={() => { props.onValue(undefined) }}>
            Turn off
          </Button>
        </Show>
      </span>
      <p class="field-note" id={`${id}-note`} aria-live="polite" data-error={problem() === "" ? undefined : ""}>
        {note()}
      </p>
    </div>
  )
}
