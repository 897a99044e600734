import { createEffect, createSignal, For, on, Match, Show, Switch, type JSX } from "solid-js"
import { hasSecret, type OwnServer } from "../../domain/ownServer"
import type { ServerEntry } from "../../domain/serverEntry"
import { Banner } from "../../ui/Banner"
import { Button } from "../../ui/Button"
import { listStop, rescueFocus } from "./focus"
import { createLiveServer } from "./liveServer"
import { PasswordDialog } from "./PasswordDialog"
import { LIST, titleOf, viewOf, type PickerView } from "./pickerView"
import { ServerForm } from "./ServerForm"
import { ServerList } from "./ServerList"
import type { FormStart } from "./serverFormModel"
import { SettingsView } from "./SettingsView"
import { useShell } from "./shell"
import { createUndo } from "./undo"

interface Props {
  /** Opens with the form instead of the list. */
  readonly start?: FormStart | undefined
  readonly onTitle?: (title: string) => void
  /** The form was saved or cancelled. */
  readonly onFormDone?: () => void
}

/** The list with everything that can be done to it: the body of the landing page and of the switcher. */
export function ServerPicker(props: Props): JSX.Element {
  const shell = useShell()
  const [view, setView] = createSignal<PickerView>(viewOf(props.start))
  const form = () => {
    const shown = view()
    return shown.kind === "form" ? shown.start : undefined
  }
  const [askedId, setAskedId] = createSignal<string | undefined>(undefined)
  const asked = createLiveServer(shell, askedId)
  const undo = createUndo(shell, (entry) => {
    if (entry.id === shell.activeId) shell.leave()
  })
  let body: HTMLDivElement | undefined

  function show(next: PickerView, focusPlace: () => HTMLElement | null | undefined): void {
    setView(next)
    props.onTitle?.(titleOf(next))
    queueMicrotask(() => focusPlace()?.focus())
  }

  function showForm(start: FormStart): void {
    show({ kind: "form", start }, () => body?.querySelector<HTMLElement>("input"))
  }

  function showList(id?: string): void {
    show(LIST, () => stop(id))
  }

  function stop(id?: string): HTMLElement | undefined {
    return listStop(body, id)
  }

  function done(id?: string): void {
    showList(id)
    props.onFormDone?.()
  }

  // The time to undo may end while the keyboard is on its button.
  createEffect(on(undo.removed, (entry) => { if (!entry) rescueFocus(() => stop()) }, { defer: true }))

  function edit(entry: ServerEntry): void {
    const server = shell.servers.find(entry.id)
    if (server) showForm({ server })
  }

  function enterSecret(entry: ServerEntry): void {
    const server = shell.servers.find(entry.id)
    if (!server) return
    if (hasSecret(server.http)) setAskedId(entry.id)
    else showForm({ server, asksSecret: true })
  }

  function answer(server: OwnServer, secret: string | undefined): void {
    setAskedId(undefined)
    if (secret === undefined) {
      rescueFocus(() => stop(server.id))
      return
    }
    // Not to the button that asked: it goes away once the server is healthy.
    queueMicrotask(() => stop(server.id)?.focus())
    shell.credentials.keep(server, secret)
    shell.health.refresh()
  }

  return (
    <div class="picker" ref={(element) => (body = element)}>
      <Show when={shell.servers.notices().length > 0}>
        <Banner tone="info" actions={<Button look="quiet" onClick={shell.servers.dismissNotices}>Dismiss</Button>}>
          <For each={shell.servers.notices()}>{(notice) => <p>{notice.sentence}</p>}</For>
        </Banner>
      </Show>
      <Show when={view().kind === "list" && shell.servers.problems().length > 0}>
        <Banner tone="info">
          <For each={shell.servers.problems()}>{(sentence) => <p>{sentence}</p>}</For>
        </Banner>
      </Show>
      <Switch>
        <Match when={form()} keyed>
          {(start) => (
            <ServerForm start={start} onSaved={done} onCancel={() => { done(start.server?.id) }} />
          )}
        </Match>
        <Match when={view().kind === "settings"}>
          <SettingsView onDone={() => { show(LIST, () => body?.querySelector<HTMLElement>("[data-mark=settings]")) }} />
        </Match>
        <Match when={view().kind === "list"}>
          <ServerList
            onAdd={() => { showForm({}) }}
            onEdit={edit}
            onSettings={() => { show({ kind: "settings" }, () => body?.querySelector<HTMLElement>("select")) }}
            onRemove={(entry) => {
              undo.remove(entry)
              queueMicrotask(() => body?.querySelector<HTMLElement>("[data-mark=undo]")?.focus())
            }}
            onSecret={enterSecret}
          />
        </Match>
      </Switch>
      <div class="toast-place" role="status">
        <Show when={undo.removed()}>
          {(entry) => (
            <div class="toast">
              <span>Removed “{entry().name}”.</span>
              <Button
                look="quiet"
                mark="undo"
                onClick={() => {
                  const { id } = entry()
                  undo.takeBack()
                  showList(id)
                }}
              >
                Undo
              </Button>
            </div>
          )}
        </Show>
      </div>
      <Show when={asked()} keyed>
        {(server) => <PasswordDialog server={server} onAnswer={(secret) => { answer(server, secret) }} />}
      </Show>
    </div>
  )
}
