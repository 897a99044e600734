import { createEffect, createSignal, For, on, Match, Show, Switch, type JSX } from "solid-js"
import type { OwnServer } from "../../domain/ownServer"
import type { ServerEntry } from "../../domain/serverEntry"
import { Banner } from "../../ui/Banner"
import { Button } from "../../ui/Button"
import { listStop, rescueFocus } from "./focus"
import { createLiveServer } from "./liveServer"
import { PasswordDialog } from "./PasswordDialog"
import { ServerForm } from "./ServerForm"
import { ServerList } from "./ServerList"
import type { FormStart } from "./serverFormModel"
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
  const [form, setForm] = createSignal<FormStart | undefined>(props.start)
  const [askedId, setAskedId] = createSignal<string | undefined>(undefined)
  const asked = createLiveServer(shell, askedId)
  const undo = createUndo(shell, (entry) => {
    if (entry.id === shell.activeId) shell.leave()
  })
  let body: HTMLDivElement | undefined

  function show(start: FormStart | undefined, focusId?: string): void {
    setForm(start)
    props.onTitle?.(start === undefined ? "Servers" : start.server ? "Edit server" : "Add server")
    queueMicrotask(() => (start ? body?.querySelector<HTMLElement>("input") : stop(focusId))?.focus())
  }

  function stop(id?: string): HTMLElement | undefined {
    return listStop(body, id === undefined ? undefined : shell.href(id))
  }

  function done(id?: string): void {
    show(undefined, id)
    props.onFormDone?.()
  }

  // The time to undo may end while the keyboard is on its button.
  createEffect(on(undo.removed, (entry) => { if (!entry) rescueFocus(() => stop()) }, { defer: true }))

  function edit(entry: ServerEntry, asksPassword = false): void {
    const server = shell.servers.find(entry.id)
    if (server) show({ server, asksPassword })
  }

  function password(entry: ServerEntry): void {
    const server = shell.servers.find(entry.id)
    if (server?.http.username === undefined) edit(entry, true)
    else setAskedId(entry.id)
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
      <Switch>
        <Match when={form()} keyed>
          {(start) => (
            <ServerForm start={start} onSaved={done} onCancel={() => { done(start.server?.id) }} />
          )}
        </Match>
        <Match when={form() === undefined}>
          <ServerList
            onAdd={() => { show({}) }}
            onEdit={edit}
            onRemove={(entry) => {
              undo.remove(entry)
              queueMicrotask(() => body?.querySelector<HTMLElement>("[data-undo]")?.focus())
            }}
            onPassword={password}
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
                data-undo
                onClick={() => {
                  const { id } = entry()
                  undo.takeBack()
                  show(undefined, id)
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
