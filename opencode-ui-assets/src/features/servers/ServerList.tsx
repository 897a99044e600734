import { createMemo, createSignal, For, Show, type JSX } from "solid-js"
import { matches, type ServerEntry } from "../../domain/serverEntry"
import { Button, IconButton } from "../../ui/Button"
import { Icon } from "../../ui/Icon"
import { createOrder } from "./order"
import { moveBetweenRows } from "./rowKeys"
import { ServerRow } from "./ServerRow"
import { useShell } from "./shell"

interface Props {
  readonly onAdd: () => void
  readonly onEdit: (entry: ServerEntry) => void
  readonly onRemove: (entry: ServerEntry) => void
  readonly onSecret: (entry: ServerEntry) => void
  readonly onSettings: () => void
}

/** With one or two servers a filter is only in the way. */
const FILTER_FROM = 3

export function ServerList(props: Props): JSX.Element {
  const shell = useShell()
  const order = createOrder(shell)
  const [filter, setFilter] = createSignal("")
  const shown = createMemo(() => order().filter((entry) => matches(entry, filter())))
  // Rows are kept by id, so that a row stays the same element, with its focus, when its server changes.
  const ids = createMemo(() => shown().map((entry) => entry.id), [], { equals: (a, b) => a.join() === b.join() })
  const isEmpty = () => shell.servers.isComplete() && order().length === 0

  function openFirst(event: KeyboardEvent): void {
    const first = shown()[0]
    if (event.key !== "Enter" || event.isComposing || !first) return
    event.preventDefault()
    shell.open(first.id)
  }

  return (
    <div class="list" onKeyDown={moveBetweenRows}>
      <div class="list-head">
        <Show when={order().length >= FILTER_FROM} fallback={<span class="list-space" />}>
          <label class="filter">
            <Icon name="search" />
            <span class="unseen">Filter servers</span>
            <input
              type="search"
              placeholder="Filter"
              value={filter()}
              autofocus={shell.activeId !== ""}
              data-filter
              onInput={(event) => setFilter(event.currentTarget.value)}
              onKeyDown={openFirst}
            />
          </label>
        </Show>
        <IconButton icon="settings" label="Settings" mark="settings" onClick={() => { props.onSettings() }} />
        <Show when={!isEmpty()}>
          <Button icon="plus" mark="add" onClick={() => { props.onAdd() }}>
            Add server
          </Button>
        </Show>
      </div>
      <Show when={isEmpty()}>
        <div class="empty">
          <p class="empty-title">No servers yet</p>
          <p>Add the address of a running “opencode serve”, for example the sandbox in your namespace.</p>
          <Button look="primary" icon="plus" mark="add" onClick={() => { props.onAdd() }}>
            Add server
          </Button>
        </div>
      </Show>
      <Show when={filter() !== "" && shown().length === 0}>
        <p class="empty">No server matches “{filter()}”.</p>
      </Show>
      <ul class="rows" aria-label="Servers">
        <For each={ids()}>
          {(id) => (
            <Show when={shown().find((entry) => entry.id === id)}>
              {(entry) => (
                <ServerRow
                  entry={entry()}
                  onOpen={() => { shell.open(id) }}
                  onEdit={() => { props.onEdit(entry()) }}
                  onRemove={() => { props.onRemove(entry()) }}
                  onSecret={() => { props.onSecret(entry()) }}
                />
              )}
            </Show>
          )}
        </For>
      </ul>
    </div>
  )
}
