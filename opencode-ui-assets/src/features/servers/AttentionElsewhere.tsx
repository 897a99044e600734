import { Show, type JSX } from "solid-js"
import { attentionElsewhere, attentionText } from "../../domain/attention"
import { StatusDot } from "../../ui/StatusDot"
import { useShell } from "./shell"

/** In the bar: another server waits for its user or has finished. One is opened, of several the user chooses. */
export function AttentionElsewhere(props: { readonly onMany: () => void }): JSX.Element {
  const shell = useShell()
  const found = () => attentionElsewhere(shell.servers.entries().map(({ id }) => id), shell.activeId, shell.attention)
  const text = () => {
    const elsewhere = found()
    const nameOf = (id: string) => shell.servers.entries().find((entry) => entry.id === id)?.name ?? id
    return elsewhere && attentionText(elsewhere.attention, ...elsewhere.ids.map(nameOf))
  }

  function go(): void {
    const [only, ...more] = found()?.ids ?? []
    if (only !== undefined && more.length === 0) shell.open(only)
    else props.onMany()
  }

  return (
    <span role="status" class="bar-attention-place">
      <Show when={text()}>
        {(shown) => (
          <button type="button" class="bar-attention" aria-label={shown().event} title={`${shown().event}: go there`} data-tone={shown().tone} onClick={go}>
            {/* A narrow screen has room for one of them. */}
            <StatusDot tone={shown().tone} word={shown().event} />
            <StatusDot tone={shown().tone} word={shown().word} />
          </button>
        )}
      </Show>
    </span>
  )
}
