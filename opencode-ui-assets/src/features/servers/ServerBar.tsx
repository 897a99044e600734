import { createSignal, onCleanup, onMount, Show, type JSX } from "solid-js"
import { UNKNOWN } from "../../domain/health"
import { healthDetail, healthText } from "../../domain/healthText"
import { Button } from "../../ui/Button"
import { Dialog } from "../../ui/Dialog"
import { Icon } from "../../ui/Icon"
import { StatusDot } from "../../ui/StatusDot"
import { rescueFocus } from "./focus"
import { GatewayBanner } from "./GatewayBanner"
import { createLiveServer } from "./liveServer"
import { PasswordDialog } from "./PasswordDialog"
import { PasswordPrompt } from "./PasswordPrompt"
import { ServerPicker } from "./ServerPicker"
import type { FormStart } from "./serverFormModel"
import { useShell } from "./shell"
import { onShortcut, SWITCHER_LABEL } from "./shortcut"

/** The strip above the official UI: which server this is, how it is, and the way to another. */
export function ServerBar(): JSX.Element {
  const shell = useShell()
  const [isOpen, setOpen] = createSignal(false)
  const [title, setTitle] = createSignal("Servers")
  const [start, setStart] = createSignal<FormStart | undefined>(undefined)
  const [isAsking, setAsking] = createSignal(false)
  const entry = () => shell.servers.entries().find((other) => other.id === shell.activeId)
  const own = () => shell.servers.find(shell.activeId)
  const health = () => (entry() ? shell.health.health(shell.activeId) : UNKNOWN)
  const text = () => healthText(health(), entry() ?? { url: "" })
  const name = () => entry()?.name ?? (shell.servers.isComplete() ? "Unknown server" : "…")
  const isGone = () => shell.servers.isComplete() && !entry() && !isOpen()
  const wantsPassword = () => own() !== undefined && /^auth_/.test(health().reason ?? "")
  const asked = createLiveServer(shell, () => (isAsking() ? shell.activeId : undefined))
  let button: HTMLButtonElement | undefined

  onMount(() => {
    onCleanup(onShortcut(() => setOpen((open) => !open)))
  })

  function close(): void {
    setOpen(false)
    setStart(undefined)
    setTitle("Servers")
  }

  function enterPassword(): void {
    const server = own()
    if (!server) return
    if (server.http.username !== undefined) {
      setAsking(true)
      return
    }
    // Saved without a user name: the form is where one is given.
    setStart({ server, asksPassword: true })
    setTitle("Edit server")
    setOpen(true)
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
          aria-keyshortcuts="Control+Shift+K Meta+Shift+K"
          title={`${name()}: switch server (${SWITCHER_LABEL})`}
          onClick={() => setOpen(true)}
        >
          <StatusDot tone={text().tone} word={text().word} isWordHidden />
          <span class="bar-name">{name()}</span>
          <Icon name="chevron" />
        </button>
        <span class="bar-state" title={`${text().sentence} ${text().next}`.trim()}>
          {/* The word alone is announced: the latency is another one with every check. */}
          <span role="status" class={text().tone === "good" ? "unseen" : "bar-word"} data-tone={text().tone}>
            {text().word}
          </span>
          <Show when={text().tone !== "good"} fallback={healthDetail(health())}>
            <Show when={!wantsPassword()}>
              <span class="bar-next">{text().next}</span>
            </Show>
          </Show>
        </span>
        <Show when={wantsPassword()}>
          <Button look="quiet" icon="key" onClick={enterPassword}>
            {own()?.http.username === undefined ? "Add password" : "Enter password"}
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
          <ServerPicker start={start()} onTitle={setTitle} />
        </Show>
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
