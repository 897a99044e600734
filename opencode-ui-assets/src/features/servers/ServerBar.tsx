import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js"
import { UNKNOWN } from "../../domain/health"
import { healthDetail, healthText } from "../../domain/healthText"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Icon } from "../../ui/Icon"
import { StatusDot } from "../../ui/StatusDot"
import { GatewayBanner } from "./GatewayBanner"
import { PasswordDialog } from "./PasswordDialog"
import { PasswordPrompt } from "./PasswordPrompt"
import { ServerPicker } from "./ServerPicker"
import { useShell } from "./shell"
import { onShortcut, SWITCHER_LABEL } from "./shortcut"

/** The strip above the official UI: which server this is, how it is, and the way to another. */
export function ServerBar(): JSX.Element {
  const shell = useShell()
  const [isOpen, setOpen] = createSignal(false)
  const [title, setTitle] = createSignal("Servers")
  const [isAsking, setAsking] = createSignal(false)
  const entry = () => shell.servers.entries().find((other) => other.id === shell.activeId)
  const own = () => shell.servers.find(shell.activeId)
  const health = () => (entry() ? shell.health.health(shell.activeId) : UNKNOWN)
  const text = () => healthText(health(), entry()?.url ?? "")
  const name = () => entry()?.name ?? (shell.servers.isComplete() ? "Unknown server" : "…")
  const isGone = () => shell.servers.isComplete() && !entry() && !isOpen()
  const wantsPassword = () => own()?.http.username !== undefined && /^auth_/.test(health().reason ?? "")

  onMount(() => {
    onCleanup(onShortcut(() => setOpen((open) => !open)))
  })

  function close(): void {
    setOpen(false)
    setTitle("Servers")
  }

  return (
    <>
      <div class="bar" role="region" aria-label="OpenCode server">
        <button
          type="button"
          class="bar-server"
          aria-haspopup="dialog"
          aria-keyshortcuts="Control+Shift+K Meta+Shift+K"
          title={`Switch server (${SWITCHER_LABEL})`}
          onClick={() => setOpen(true)}
        >
          <StatusDot tone={text().tone} word={text().word} isWordHidden />
          <span class="bar-name">{name()}</span>
          <Icon name="chevron" />
        </button>
        <span class="bar-state" role="status" title={`${text().sentence} ${text().next}`.trim()}>
          <Show when={text().tone !== "good"} fallback={healthDetail(health())}>
            <span class="bar-word" data-tone={text().tone}>
              {text().word}
            </span>
            <Show when={!wantsPassword()}>
              <span class="bar-next">{text().next}</span>
            </Show>
          </Show>
        </span>
        <Show when={wantsPassword()}>
          <Button look="quiet" icon="key" onClick={() => setAsking(true)}>
            Enter password
          </Button>
        </Show>
        <Show when={isGone()}>
          <Button look="quiet" onClick={() => { shell.leave() }}>
            Removed from your list: open another
          </Button>
        </Show>
      </div>
      <div class="bar-banner">
        <GatewayBanner />
      </div>
      <Dialog title={title()} isOpen={isOpen()} onClose={close}>
        <Show when={isOpen()}>
          <GatewayBanner />
          <ServerPicker onTitle={setTitle} />
        </Show>
      </Dialog>
      <Show when={isAsking() ? own() : undefined} keyed>
        {(server) => (
          <PasswordDialog
            server={server}
            onAnswer={(password) => {
              setAsking(false)
              if (password === undefined) return
              shell.credentials.keep(server, password)
              shell.health.refresh()
            }}
          />
        )}
      </Show>
      <PasswordPrompt />
    </>
  )
}
