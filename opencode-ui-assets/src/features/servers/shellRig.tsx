/** A shell whose network, clock and clipboard are the test's, for the tests of what users do on its screens. */
import { createSignal, type JSX } from "solid-js"
import { render } from "solid-js/web"
import { vi } from "vitest"
import { createListStorage } from "../../api/listStorage"
import { createSettingsStorage } from "../../api/settingsStorage"
import type { ApiResult } from "../../api/proxyClient"
import type { Attention } from "../../domain/attention"
import { UNKNOWN, type HealthResult, type ServerHealth } from "../../domain/health"
import type { ProvidedServer } from "../../domain/providedServer"
import type { Subject } from "../../domain/keptSecrets"
import { isSameServer } from "../../domain/serverList"
import { createCredentialsStore } from "../../stores/credentials"
import { createServersStore } from "../../stores/servers"
import { createSettingsStore } from "../../stores/settings"
import { ShellContext, type Shell } from "./shell"

export interface Rig {
  /** What each test of a connection finds. */
  readonly answer?: HealthResult
  readonly activeId?: string
  readonly provided?: readonly ProvidedServer[]
  readonly problems?: readonly string[]
}

type Test = (server: { url: string }, authorization: string | undefined, signal: AbortSignal) => Promise<ApiResult<HealthResult>>

let disposeRoot: () => void = () => undefined

export function close(): void {
  disposeRoot()
}

export function cleanUp(): void {
  disposeRoot()
  document.body.replaceChildren()
  window.localStorage.clear()
}

export function showShell({ answer = UNKNOWN, activeId = "", provided = [], problems = [] }: Rig, screen: () => JSX.Element) {
  const test = vi.fn<Test>(() => Promise.resolve({ value: answer }))
  const calls = { open: vi.fn(), refresh: vi.fn(), leave: vi.fn(), copy: vi.fn(() => Promise.resolve(true)), saveFile: vi.fn(), diagnostics: vi.fn(() => "Reason: refused\nPage: x") }
  const [attention, setAttention] = createSignal<Readonly<Record<string, Attention>>>({})
  let shell: Shell | undefined
  disposeRoot = render(() => {
    shell = createFakeShell()
    return <ShellContext.Provider value={shell}>{screen()}</ShellContext.Provider>
  }, document.body)
  return { shell: shell as unknown as Shell, test, setAttention, ...calls }

  function createFakeShell(): Shell {
    const [known, setKnown] = createSignal<ReadonlyMap<string, ServerHealth>>(new Map())
    const servers = createServersStore({
      storage: createListStorage("/nb/", () => window.localStorage, window),
      providedServers: () => Promise.resolve({ value: { servers: provided, problems } }),
    })
    void servers.loadProvided(new AbortController().signal)
    let next = 0
    return {
      activeId,
      uiVersion: "1.18.33",
      isApple: false,
      servers,
      credentials: fakeCredentials(),
      gateway: { state: () => "open", observe: (result) => result },
      settings: createSettingsStore(createSettingsStorage("/nb/", () => window.localStorage, window)),
      attention: { attentionOf: (id) => attention()[id] },
      health: {
        health: (id) => known().get(id) ?? UNKNOWN,
        isInterrupted: () => false,
        refresh: calls.refresh,
        test,
        learned: ({ id }, result) => setKnown((all) => new Map(all).set(id, { ...result, missed: false })),
        stop: () => undefined,
      },
      newId: () => `~aaaaaaa${"abcdefgh".charAt(next++)}`,
      href: (id) => `/nb/s/${id}/`,
      openInPlace: calls.open,
      reload: calls.open,
      ...calls,
    }
  }
}

function fakeCredentials() {
  const kept = new Map<string, { readonly server: Subject; readonly credential: string }>()
  const peek = (server: Subject) => {
    const found = kept.get(server.id)
    return found && isSameServer(found.server, server) ? found.credential : undefined
  }
  return createCredentialsStore({
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
    seal: (secret) => Promise.resolve({ value: `sealed ${secret.type === "basic" ? secret.password : `${secret.name}: ${secret.value}`} for ${secret.server}` }),
  })
}

export const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

export function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll("button")].find((it) => it.textContent === name || it.getAttribute("aria-label") === name)
  if (!found) throw new Error(`no button ${name} in ${document.body.textContent}`)
  return found
}

export function hasButton(name: string): boolean {
  return [...document.querySelectorAll("button")].some((it) => it.textContent === name)
}

/** By what it is called: its own label before the one around it. */
export function field(label: string): HTMLInputElement {
  const named = [...document.querySelectorAll("input")].find((it) => it.getAttribute("aria-label")?.startsWith(label))
  const labels = [...document.querySelectorAll("label")].filter((it) => it.textContent.startsWith(label) && !it.querySelector("[aria-label]"))
  const input = named ?? labels.map((it) => it.querySelector("input") ?? document.getElementById(it.htmlFor)).find((it) => it !== null)
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`)
  return input
}

export function type(label: string, value: string): void {
  field(label).value = value
  field(label).dispatchEvent(new Event("input", { bubbles: true }))
}

/** On what has the focus, as the browser does. */
export function press(init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, composed: true, cancelable: true, ...init })
  ;(document.activeElement ?? document.body).dispatchEvent(event)
  return event
}
