import { createEffect, createMemo, createSignal, Match, on, onCleanup, onMount, Show, Switch, type JSX } from "solid-js"
import { UNKNOWN } from "../../domain/health"
import { healthDetail, healthText, NO_CONNECTION } from "../../domain/healthText"
import { ariaShortcut, shortcutLabel } from "../../domain/keys"
import { hasSecret, secretName } from "../../domain/ownServer"
import { versionNote } from "../../domain/version"
import type { ConnectionStore } from "../../stores/connection"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Icon } from "../../ui/Icon"
import { StatusDot } from "../../ui/StatusDot"
import { AttentionElsewhere } from "./AttentionElsewhere"
import { rescueFocus } from "./focus"
import { GatewayBanner } from "./GatewayBanner"
import { onHotkeys } from "./hotkeys"
import { createLiveServer } from "./liveServer"
import { PasswordDialog } from "./PasswordDialog"
import { PasswordPrompt } from "./PasswordPrompt"
import { titleOf, viewOf } from "./pickerView"
import { ServerPicker } from "./ServerPicker"
import type { FormStart } from "./serverFormModel"
import { useShell } from "./shell"
import { Switcher } from "./Switcher"

/** What the bar's dialog shows: the quick way to another server, or everything about them. */
type Panel = { readonly kind: "switcher" } | { readonly kind: "picker"; readonly start?: FormStart }

const SWITCHER: Panel = { kind: "switcher" }

/** The strip above the official UI: which server this is, how it is, and the way to another. */
export function ServerBar(props: { readonly connection: Pick<ConnectionStore, "isLost"> }): JSX.Element {
  const shell = useShell()
  const [panel, setPanel] = createSignal<Panel | undefined>(undefined)
  const [title, setTitle] = createSignal("")
  const [isAsking, setAsking] = createSignal(false)
  const entry = () => shell.servers.entries().find((other) => other.id === shell.activeId)
  const own = () => shell.servers.find(shell.activeId)
  const health = () => (entry() ? shell.health.health(shell.activeId) : UNKNOWN)
  const isLost = createMemo(() => props.connection.isLost())
  // The page itself knows before the checks do. What they have found then says more: why, and what to do.
  const text = () => (isLost() && health().state !== "unhealthy" ? NO_CONNECTION : healthText(health(), entry() ?? { url: "" }))
  const name = () => entry()?.name ?? (shell.servers.isComplete() ? "Unknown server" : "…")
  const isGone = () => shell.servers.isComplete() && !entry() && !panel()
  const wantsSecret = () => own() !== undefined && /^auth_/.test(health().reason ?? "")
  const asked = createLiveServer(shell, () => (isAsking() ? shell.activeId : undefined))
  const picker = () => {
    const shown = panel()
    return shown?.kind === "picker" ? shown : undefined
  }
  const explanation = () => [text().sentence, text().next, versionNote(health(), shell.uiVersion)].filter((part) => part !== "").join(" ")
  const keys = () => shell.settings.settings().switcher
  const switchTitle = () => {
    const shortcut = keys()
    return `${name()}: switch server${shortcut ? ` (${shortcutLabel(shortcut, shell.isApple)})` : ""}`
  }
  const ariaKeys = () => {
    const shortcut = keys()
    return shortcut && ariaShortcut(shortcut, shell.isApple)
  }
  const secretLabel = () => {
    const server = own()
    return server && hasSecret(server.http) ? `Enter ${secretName(server.http)}` : "Add password"
  }
  let button: HTMLButtonElement | undefined
  let body: HTMLDivElement | undefined

  // What was found while it was lost would stand there until the next round.
  createEffect(on(isLost, (lost) => { if (!lost) shell.health.refresh() }, { defer: true }))

  onMount(() => {
    onCleanup(
      onHotkeys(shell, () => {
        if (panel()) close()
        else open(SWITCHER)
      }),
    )
  })

  function open(next: Panel): void {
    setTitle(next.kind === "switcher" ? "Switch server" : titleOf(viewOf(next.start)))
    setPanel(next)
    queueMicrotask(() => body?.querySelector<HTMLElement>("[autofocus], [data-filter], [data-row], [data-mark=add]")?.focus())
  }

  function close(): void {
    setPanel(undefined)
  }

  function enterSecret(): void {
    const server = own()
    if (!server) return
    if (hasSecret(server.http)) setAsking(true)
    // Saved without a name for it: the form is where one is given.
    else open({ kind: "picker", start: { server, asksSecret: true } })
  }

  /** The official UI may have had nothing focused when a password was asked for. */
  function backToBar(): void {
    rescueFocus(() => button)
  }

  return (
    <>
      <div class="bar" role="region" aria-label="OpenCode server">
        <button
          ref={(element) => (button = element)}
          type="button"
          class="bar-server"
          aria-haspopup="dialog"
          aria-keyshortcuts={ariaKeys()}
          title={switchTitle()}
          onClick={() => { open(SWITCHER) }}
        >
          <StatusDot tone={text().tone} word={text().word} isWordHidden />
          <span class="bar-name">{name()}</span>
          <Icon name="chevron" />
        </button>
        <span class="bar-state" title={explanation()}>
          {/* The word alone is announced: the latency is another one with every check. */}
          <span role="status" class={text().tone === "good" ? "unseen" : "bar-word"} data-tone={text().tone}>
            {text().word}
          </span>
          <Show when={text().tone !== "good"} fallback={healthDetail(health())}>
            <Show when={!wantsSecret()}>
              <span class="bar-next">{text().next}</span>
            </Show>
          </Show>
        </span>
        <Show when={wantsSecret()}>
          <Button look="quiet" icon="key" onClick={enterSecret}>
            {secretLabel()}
          </Button>
        </Show>
        <Show when={isGone()}>
          <Button look="quiet" onClick={() => { shell.leave() }}>
            Removed from your list: open another
          </Button>
        </Show>
        <AttentionElsewhere onMany={() => { open(SWITCHER) }} />
      </div>
      <div class="bar-banner">
        <GatewayBanner />
      </div>
      <Dialog title={title()} isOpen={panel() !== undefined} onClose={close}>
        <div class="panel" ref={(element) => (body = element)}>
          <Show when={panel()}>
            <GatewayBanner />
          </Show>
          <Switch>
            <Match when={panel()?.kind === "switcher"}>
              <Switcher
                onStay={close}
                onManage={() => { open({ kind: "picker" }) }}
                onAdd={(url) => { open({ kind: "picker", start: url === undefined ? {} : { url } }) }}
              />
            </Match>
            <Match when={picker()} keyed>
              {({ start }) => <ServerPicker start={start} onTitle={setTitle} />}
            </Match>
          </Switch>
        </div>
      </Dialog>
      <Show when={asked()} keyed>
        {(server) => (
          <PasswordDialog
            server={server}
            onAnswer={(credential) => {
              setAsking(false)
              backToBar()
              if (credential === undefined) return
              shell.credentials.keep(server, credential)
              shell.health.refresh()
            }}
          />
        )}
      </Show>
      <PasswordPrompt onClosed={backToBar} />
    </>
  )
}
