import { createSignal, For, Show, type JSX } from "solid-js"
import { exportList, MAX_FILE_CHARS, planImport, type ImportPlan } from "../../domain/listExchange"
import { serverName } from "../../domain/ownServer"
import { Button } from "../../ui/Button"
import { useShell } from "./shell"

const FILE_NAME = "opencode-servers.json"

/** The list to a file and back. What a file brings is shown before anything of it is added or contacted. */
export function ListExchange(): JSX.Element {
  const shell = useShell()
  const [plan, setPlan] = createSignal<ImportPlan | undefined>(undefined)
  const [message, setMessage] = createSignal("")
  const [hasFailed, setFailed] = createSignal(false)
  let picker: HTMLInputElement | undefined

  function say(text: string, failed = false): void {
    setMessage(text)
    setFailed(failed)
  }

  function save(): void {
    shell.saveFile(FILE_NAME, exportList(shell.servers.list()))
    say(`Saved as ${FILE_NAME}.`)
  }

  async function read(file: File): Promise<void> {
    setPlan(undefined)
    // Asked before it is read: a film must not fill the memory.
    const text = file.size > MAX_FILE_CHARS * 4 ? undefined : await file.text().catch(() => undefined)
    const result = text === undefined ? { problem: "This file cannot be read as a list of servers." } : planImport(text, shell.servers.list(), () => shell.newId())
    if ("problem" in result) say(result.problem, true)
    else if (result.add.length === 0) say(summary(result), result.known === 0)
    else {
      say("")
      setPlan(result)
    }
  }

  function add(found: ImportPlan): void {
    shell.servers.addAll(found.add, found.default)
    setPlan(undefined)
    say(summary(found))
  }

  return (
    <div class="exchange">
      <p class="field-note">A file for another browser or a colleague. Passwords and keys are never in it.</p>
      <div class="exchange-actions">
        <Button icon="download" aria-disabled={shell.servers.list().servers.length === 0} onClick={() => { if (shell.servers.list().servers.length > 0) save() }}>
          Export
        </Button>
        <Button icon="upload" onClick={() => { picker?.click() }}>
          Import
        </Button>
        <input
          ref={(element) => (picker = element)}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="File to import"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            // Emptied, so that the same file can be chosen again.
            if (file) void read(file)
            event.currentTarget.value = ""
          }}
        />
      </div>
      <p class="field-note" role="status" data-error={hasFailed() ? "" : undefined}>
        {message()}
      </p>
      <Show when={plan()}>
        {(found) => (
          <div class="exchange-plan">
            <p>{count(found().add.length, "server")} to add. They are checked as soon as they are in your list; add only what you trust.</p>
            <ul class="exchange-list">
              <For each={found().add}>
                {(server) => (
                  <li>
                    <span class="row-name">{serverName(server)}</span> <span class="row-url mono">{server.http.url}</span>
                  </li>
                )}
              </For>
            </ul>
            <div class="exchange-actions">
              <Button look="primary" onClick={() => { add(found()) }}>
                Add {count(found().add.length, "server")}
              </Button>
              <Button look="quiet" onClick={() => { setPlan(undefined) }}>
                Cancel
              </Button>
            </div>
          </div>
        )}
      </Show>
    </div>
  )
}

function summary({ add, known, unusable, hadSecrets }: ImportPlan): string {
  const parts = [
    add.length > 0 ? `${count(add.length, "server")} added.` : "Nothing to add.",
    known > 0 ? `${count(known, "server")} already in your list.` : "",
    unusable > 0 ? `${count(unusable, "entry", "entries")} could not be used.` : "",
    hadSecrets ? "Passwords in the file were left out: enter them here." : "",
  ]
  return parts.filter((part) => part !== "").join(" ")
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
