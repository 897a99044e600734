import { createMemo, createSignal, createUniqueId, For, Show, untrack, type JSX } from "solid-js"
import { matches } from "../../domain/serverEntry"
import { recentOrder } from "../../domain/recentOrder"
import { normaliseServerUrl } from "../../domain/serverUrl"
import { Button } from "../../ui/Button"
import { Icon } from "../../ui/Icon"
import { useShell } from "./shell"
import { SwitcherOption } from "./SwitcherOption"

interface Props {
  /** The open server was chosen: there is nothing to switch to. */
  readonly onStay: () => void
  readonly onManage: () => void
  readonly onAdd: (url: string | undefined) => void
}

/** A few keys to another server: type to filter, arrows to choose, Enter to go; the one before this comes first. */
export function Switcher(props: Props): JSX.Element {
  const shell = useShell()
  const listId = createUniqueId()
  let list: HTMLDivElement | undefined
  const [filter, setFilter] = createSignal("")
  const [chosenId, setChosenId] = createSignal<string | undefined>(undefined)
  // As it was when the switcher opened: rows must not jump under the pointer.
  const recent = untrack(() => shell.servers.list().recent)
  const shown = createMemo(() => recentOrder(shell.servers.entries(), recent, shell.activeId).filter((entry) => matches(entry, filter())))
  const ids = createMemo(() => shown().map((entry) => entry.id), [], { equals: (a, b) => a.join() === b.join() })
  const chosen = () => shown().find((entry) => entry.id === chosenId()) ?? shown()[0]
  const optionId = (id: string) => `${listId}-${id}`
  const newUrl = () => {
    const url = normaliseServerUrl(filter())
    return shown().length === 0 && /[.:]/.test(filter()) && "ok" in url ? url.ok : undefined
  }

  function open(id: string): void {
    if (id === shell.activeId) props.onStay()
    else shell.open(id)
  }

  function step(by: number): void {
    const all = shown()
    const here = all.findIndex((entry) => entry.id === chosen()?.id)
    const next = all[(here + by + all.length) % all.length]
    if (!next) return
    setChosenId(next.id)
    list?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return
    if (event.key === "ArrowDown") step(1)
    else if (event.key === "ArrowUp") step(-1)
    else if (event.key === "Enter") enter()
    else return
    event.preventDefault()
  }

  function enter(): void {
    const entry = chosen()
    const url = newUrl()
    if (entry) open(entry.id)
    else if (url !== undefined) props.onAdd(url)
  }

  return (
    <div class="switcher">
      <label class="filter">
        <Icon name="search" />
        <span class="unseen">Filter servers</span>
        <input
          type="text"
          role="combobox"
          placeholder="Type to filter"
          aria-expanded={shown().length > 0}
          aria-autocomplete="list"
          aria-controls={shown().length > 0 ? listId : undefined}
          aria-activedescendant={chosen() && optionId(chosen()?.id ?? "")}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          autofocus
          data-filter
          value={filter()}
          onInput={(event) => {
            setFilter(event.currentTarget.value)
            setChosenId(undefined)
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <Show when={shown().length > 0} fallback={<Nothing filter={filter()} url={newUrl()} onAdd={(url) => { props.onAdd(url) }} />}>
        <div class="options" id={listId} role="listbox" aria-label="Servers" ref={(element) => (list = element)}>
          <For each={ids()}>
            {(id) => (
              <Show when={shown().find((entry) => entry.id === id)}>
                {(entry) => (
                  <SwitcherOption
                    entry={entry()}
                    id={optionId(id)}
                    isChosen={chosen()?.id === id}
                    onChoose={() => setChosenId(id)}
                    onOpen={() => { open(id) }}
                  />
                )}
              </Show>
            )}
          </For>
        </div>
      </Show>
      <footer class="switcher-foot">
        <Button look="quiet" icon="list" onClick={() => { props.onManage() }}>
          Manage servers
        </Button>
        <span class="list-space" />
        <Button icon="plus" mark="add" onClick={() => { props.onAdd(undefined) }}>
          Add server
        </Button>
      </footer>
    </div>
  )
}

function Nothing(props: { readonly filter: string; readonly url: string | undefined; readonly onAdd: (url: string) => void }): JSX.Element {
  return (
    <div class="empty">
      <Show when={props.filter !== ""} fallback={<p class="empty-title">No servers yet</p>}>
        <p>No server matches “{props.filter}”.</p>
      </Show>
      <Show when={props.url}>
        {(url) => (
          <Button look="primary" icon="plus" onClick={() => { props.onAdd(url()) }}>
            Add {url()}
          </Button>
        )}
      </Show>
    </div>
  )
}
