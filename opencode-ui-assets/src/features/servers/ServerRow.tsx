import { createSignal, Show, type JSX } from "solid-js"
import { attentionText } from "../../domain/attention"
import { healthDetail, healthText } from "../../domain/healthText"
import { hasSecret, secretName } from "../../domain/ownServer"
import type { ServerEntry } from "../../domain/serverEntry"
import { versionNote } from "../../domain/version"
import { Address } from "../../ui/Address"
import { Button, IconButton } from "../../ui/Button"
import { Icon } from "../../ui/Icon"
import { StatusDot } from "../../ui/StatusDot"
import { DetailsDialog } from "./DetailsDialog"
import { onPlainClick } from "./plainClick"
import { useShell } from "./shell"

interface Props {
  readonly entry: ServerEntry
  readonly onOpen: () => void
  readonly onEdit: () => void
  readonly onRemove: () => void
  readonly onSecret: () => void
}

const MARKS = { config: "Provided by your admin", discovered: "Found in your namespace", own: "" } as const

export function ServerRow(props: Props): JSX.Element {
  const shell = useShell()
  const health = () => shell.health.health(props.entry.id)
  const text = () => healthText(health(), props.entry)
  const isActive = () => props.entry.id === shell.activeId
  const isOwn = () => props.entry.kind === "own"
  const wantsSecret = () => isOwn() && (health().reason === "auth_required" || health().reason === "auth_rejected")
  const reason = () => (text().next === "" ? versionNote(health(), shell.uiVersion) : `${text().sentence} ${text().next}`)
  const attention = () => {
    const found = isActive() ? undefined : shell.attention.attentionOf(props.entry.id)
    return found && attentionText(found, props.entry.name)
  }
  const [areDetailsShown, setDetailsShown] = createSignal(false)

  /** Without a choice of the user's the admin's default stands: there is nothing to take back. */
  const isAdminsDefault = () => props.entry.isDefault && shell.servers.list().default === undefined

  function toggleDefault(): void {
    if (!isAdminsDefault()) shell.servers.setDefault(props.entry.isDefault ? undefined : props.entry.id)
  }

  return (
    <li class="row" data-active={isActive() ? "" : undefined}>
      <a class="row-open" href={shell.href(props.entry.id)} onClick={onPlainClick(() => { props.onOpen() })} aria-current={isActive() ? "page" : undefined} data-row={props.entry.id}>
        <span class="row-title">
          <span class="row-name" title={props.entry.name}>{props.entry.name}</span>
          <Show when={isActive()}>
            <span class="badge">Open</span>
          </Show>
          <Show when={props.entry.isDefault}>
            <span class="badge">Default</span>
          </Show>
          <Show when={attention()}>{(wanted) => <span class="badge" data-tone={wanted().tone}>{wanted().word}</span>}</Show>
          <Show when={!isOwn()}>
            <span class="row-mark" title={MARKS[props.entry.kind]}>
              <Icon name="lock" />
              <span class="unseen">{MARKS[props.entry.kind]}</span>
            </span>
          </Show>
        </span>
        <span class="row-url">
          <Address url={props.entry.url} />
          <Show when={props.entry.username}>{(user) => <> as {user()}</>}</Show>
          <Show when={props.entry.header}>{(header) => <> with {header()}</>}</Show>
        </span>
        <span class="row-status">
          <StatusDot tone={text().tone} word={text().word} />
          <Show when={healthDetail(health())}>{(detail) => <span class="row-detail">{detail()}</span>}</Show>
        </span>
        <Show when={reason() !== ""}>
          <span class="row-reason">{reason()}</span>
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
      <Show when={text().next !== ""}>
        <span class="row-more">
          <Show when={wantsSecret()}>
            <Button icon="key" onClick={() => { props.onSecret() }}>
              {hasSecret(props.entry) ? `Enter ${secretName(props.entry)}` : "Add password"}
            </Button>
          </Show>
          <Button look="quiet" icon="info" aria-label={`Details of ${props.entry.name}`} onClick={() => setDetailsShown(true)}>
            Details
          </Button>
        </span>
      </Show>
      <Show when={areDetailsShown()}>
        <DetailsDialog title={`Details of ${props.entry.name}`} server={props.entry} health={health()} onClose={() => setDetailsShown(false)} />
      </Show>
    </li>
  )
}
