/** A picker on a page of its own, for the tests of what users do to it. */
import { createSignal } from "solid-js"
import { render } from "solid-js/web"
import { vi } from "vitest"
import { createListStorage } from "../../api/listStorage"
import type { ApiResult } from "../../api/proxyClient"
import { UNKNOWN, type HealthResult, type ServerHealth } from "../../domain/health"
import type { ProvidedServer } from "../../domain/providedServer"
import type { Subject } from "../../domain/keptSecrets"
import { isSameServer } from "../../domain/serverList"
import { createCredentialsStore } from "../../stores/credentials"
import { createServersStore } from "../../stores/servers"
import { ServerPicker } from "./ServerPicker"
import type { FormStart } from "./serverFormModel"
import { ShellContext, type Shell } from "./shell"

let disposeRoot: () => void = () => undefined

export function closePicker(): void {
  disposeRoot()
}

export function cleanUp(): void {
  disposeRoot()
  document.body.replaceChildren()
  window.localStorage.clear()
}

type Test = (server: { url: string }, authorization: string | undefined, signal: AbortSignal) => Promise<ApiResult<HealthResult>>

export function show(answer: HealthResult, start?: FormStart, activeId = "", onFormDone = vi.fn(), provided: ProvidedServer[] = []) {
  const test = vi.fn<Test>(() => Promise.resolve({ value: answer }))
  const open = vi.fn()
  const leave = vi.fn()
  const [known, setKnown] = createSignal<ReadonlyMap<string, ServerHealth>>(new Map())
  let shell: Shell | undefined
  disposeRoot = render(() => {
    const servers = createServersStore({
      storage: createListStorage("/nb/", () => window.localStorage, window),
      providedServers: () => Promise.resolve({ value: provided }),
    })
    void servers.loadProvided(new AbortController().signal)
    const kept = new Map<string, { readonly server: Subject; readonly credential: string }>()
    const peek = (server: Subject) => {
      const found = kept.get(server.id)
      return found && isSameServer(found.server, server) ? found.credential : undefined
    }
    const credentials = createCredentialsStore({
      page: {
        get: (server) => Promise.resolve(peek(server)),
        peek,
        set(server, credential) {
          if (credential === undefined) kept.delete(server.id)
          else kept.set(server.id, { server, credential })
          return true
        },
        subjects: () => [...kept.values()].map(({ server }) => server),
        onAsk: () => undefined,
      },
      seal: ({ server, password }) => Promise.resolve({ value: `sealed ${password} for ${server}` }),
    })
    let next = 0
    shell = {
      activeId,
      servers,
      credentials,
      gateway: { state: () => "open", observe: (result) => result },
      attention: { attentionOf: () => undefined },
      health: {
        health: (id) => known().get(id) ?? UNKNOWN,
        isInterrupted: () => false,
        refresh: () => undefined,
        test,
        learned: ({ id }, result) => setKnown((all) => new Map(all).set(id, { ...result, missed: false })),
        stop: () => undefined,
      },
      newId: () => `~aaaaaaa${"abcdefgh".charAt(next++)}`,
      href: (id) => `/nb/s/${id}/`,
      open,
      openInPlace: open,
      leave,
      reload: open,
    }
    return (
      <ShellContext.Provider value={shell}>
        <ServerPicker start={start} onFormDone={onFormDone} />
      </ShellContext.Provider>
    )
  }, document.body)
  return { shell: shell as unknown as Shell, test, open, leave, onFormDone }
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

export function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find((it) => it.textContent === name || it.getAttribute("aria-label") === name)
  if (!found) throw new Error(`no button ${name} in ${document.body.textContent}`)
  return found
}

export function field(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll("label")].find((it) => it.textContent.startsWith(label))
  const input = found?.querySelector("input") ?? document.getElementById(found?.htmlFor ?? "")
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`)
  return input
}

export function type(label: string, value: string): void {
  field(label).value = value
  field(label).dispatchEvent(new Event("input", { bubbles: true }))
}
