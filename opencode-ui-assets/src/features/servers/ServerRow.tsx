import { Show, type JSX } from "solid-js"
import { healthDetail, healthText } from "../../domain/healthText"
import type { ServerEntry } from "../../domain/serverEntry"
import { Button, IconButton } from "../../ui/Button"
import { Icon } from "../../ui/Icon"
import { StatusDot } from "../../ui/StatusDot"
import { useShell } from "./shell"

interface Props {
  readonly entry: ServerEntry
  readonly onOpen: () => void
  readonly onEdit: () => void
  readonly onRemove: () => void
  readonly onPassword: () => void
}

const MARKS = { config: "Provided by your admin", discovered: "Found in your namespace", own: "" } as const

export function ServerRow(props: Props): JSX.Element {
  const shell = useShell()
  const health = () => shell.health.health(props.entry.id)
  const text = () => healthText(health(), props.entry)
  const isActive = () => props.entry.id === shell.activeId
  const isOwn = () => props.entry.kind === "own"
  const wantsPassword = () => isOwn() && (health().reason === "auth_required" || health().reason === "auth_rejected")

  /** Without a choice of the user's the admin's default stands: there is nothing to take back. */
  const isAdminsDefault = () => props.entry.isDefault && shell.servers.list().default === undefined

  function toggleDefault(): void {
    if (!isAdminsDefault()) shell.servers.setDefault(props.entry.isDefault ? undefined : props.entry.id)
  }

  function open(event: MouseEvent): void {
    // A click with a modifier is the browser's: open in a new tab or window.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    props.onOpen()
  }

  return (
    <li class="row" data-active={isActive() ? "" : undefined}>
      <a class="row-open" href={shell.href(props.entry.id)} onClick={open} aria-current={isActive() ? "page" : undefined} data-row>
        <span class="row-title">
          <span class="row-name" title={props.entry.name}>{props.entry.name}</span>
          <Show when={isActive()}>
            <span class="badge">Open</span>
          </Show>
          <Show when={props.entry.isDefault}>
            <span class="badge">Default</span>
          </Show>
          <Show when={!isOwn()}>
            <span class="row-mark" title={MARKS[props.entry.kind]}>
              <Icon name="lock" />
              <span class="unseen">{MARKS[props.entry.kind]}</span>
            </span>
          </Show>
        </span>
        <span class="row-url">
          <span class="mono">{props.entry.url}</span>
          <Show when={props.entry.username}>{(user) => <> as {user()}</>}</Show>
        </span>
        <span class="row-status">
          <StatusDot tone={text().tone} word={text().word} />
          <Show when={healthDetail(health())}>{(detail) => <span class="row-detail">{detail()}</span>}</Show>
        </span>
        <Show when={text().next !== ""}>
          <span class="row-reason">
            {text().sentence} {text().next}
          </span>
        </Show>
      </a>
      <span class="row-actions">
        <IconButton
          icon="home"
          label={`${isAdminsDefault() ? "Default server, set by your admin" : props.entry.isDefault ? "Default server" : "Make default"}: ${props.entry.name}`}
          aria-pressed={props.entry.isDefault}
          aria-disabled={isAdminsDefault()}
          onClick={toggleDefault}
        />
        <Show when={isOwn()}>
          <IconButton icon="edit" label={`Edit ${props.entry.name}`} onClick={() => { props.onEdit() }} />
          <IconButton icon="trash" label={`Remove ${props.entry.name}`} onClick={() => { props.onRemove() }} />
        </Show>
      </span>
      <Show when={wantsPassword()}>
        <span class="row-password">
          <Button icon="key" onClick={() => { props.onPassword() }}>
            {props.entry.username === undefined ? "Add password" : "Enter password"}
          </Button>
        </span>
      </Show>
    </li>
  )
}
