import { Show, type JSX } from "solid-js"
import { attentionText } from "../../domain/attention"
import { healthDetail, healthText } from "../../domain/healthText"
import { modifiersLabel } from "../../domain/keys"
import type { ServerEntry } from "../../domain/serverEntry"
import { NTH_CHOICES } from "../../domain/settings"
import { StatusDot } from "../../ui/StatusDot"
import { onPlainClick } from "./plainClick"
import { useShell } from "./shell"

interface Props {
  readonly entry: ServerEntry
  /** Of the element, for the field that points at it. */
  readonly id: string
  readonly isChosen: boolean
  readonly onChoose: () => void
  readonly onOpen: () => void
}

/** The keyboard stays in the field above; this is a link so that the mouse can open it in a new tab. */
export function SwitcherOption(props: Props): JSX.Element {
  const shell = useShell()
  const health = () => shell.health.health(props.entry.id)
  const text = () => healthText(health(), props.entry)
  const isActive = () => props.entry.id === shell.activeId
  const attention = () => {
    const found = isActive() ? undefined : shell.attention.attentionOf(props.entry.id)
    return found && attentionText(found, props.entry.name)
  }
  /** "Ctrl+Alt+2", while there is such a key. */
  const keys = () => {
    const { nth } = shell.settings.settings()
    const place = shell.servers.entries().findIndex(({ id }) => id === props.entry.id) + 1
    return nth === undefined || place > 9 ? "" : `${modifiersLabel(NTH_CHOICES[nth], shell.isApple)}${place}`
  }

  return (
    <a
      class="option"
      role="option"
      id={props.id}
      href={shell.href(props.entry.id)}
      tabIndex={-1}
      aria-selected={props.isChosen}
      data-row={props.entry.id}
      onPointerMove={() => { if (!props.isChosen) props.onChoose() }}
      onClick={onPlainClick(() => { props.onOpen() })}
    >
      <span class="row-title">
        <span class="row-name" title={props.entry.name}>{props.entry.name}</span>
        <Show when={isActive()}>
          <span class="badge">Open</span>
        </Show>
        <Show when={props.entry.isDefault}>
          <span class="badge">Default</span>
        </Show>
        <Show when={attention()}>{(wanted) => <span class="badge" data-tone={wanted().tone}>{wanted().word}</span>}</Show>
      </span>
      <span class="option-state">
        <StatusDot tone={text().tone} word={text().word} />
        <Show when={healthDetail(health())}>{(detail) => <span class="row-detail">{detail()}</span>}</Show>
      </span>
      <span class="row-url mono">{props.entry.url}</span>
      <Show when={keys()}>{(label) => <kbd class="keys">{label()}</kbd>}</Show>
    </a>
  )
}
