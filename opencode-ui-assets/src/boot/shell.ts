/** Puts the shell together from the browser's own objects. */
import { createEffect, createMemo, on, untrack } from "solid-js"
import { createLastPlaces } from "../api/lastPlaces"
import { createListStorage } from "../api/listStorage"
import { createProxyClient } from "../api/proxyClient"
import { createSettingsStorage } from "../api/settingsStorage"
import { diagnosticsOf } from "../domain/diagnostics"
import type { OpencodeProxyPage } from "../domain/page"
import { newServerId } from "../domain/ownServer"
import { watchedServers } from "../features/connection/watchedServers"
import type { Shell } from "../features/servers/shell"
import { createAttentionStore } from "../stores/attention"
import { createCredentialsStore } from "../stores/credentials"
import { createGatewayStore } from "../stores/gateway"
import { createHealthStore } from "../stores/health"
import { createServersStore } from "../stores/servers"
import { createSettingsStore } from "../stores/settings"
import type { PollerClock, Visibility } from "../stores/poller"

export const clock: PollerClock = {
  setTimeout: (action, ms) => window.setTimeout(action, ms),
  clearTimeout: (timer) => {
    window.clearTimeout(timer)
  },
}

const visibility: Visibility = {
  isVisible: () => document.visibilityState === "visible",
  onChange(changed) {
    document.addEventListener("visibilitychange", changed)
    window.addEventListener("focus", changed)
    return () => {
      document.removeEventListener("visibilitychange", changed)
      window.removeEventListener("focus", changed)
    }
  },
}

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The packed pages say which version of the official UI is beside them. */
function uiVersion(): string {
  return document.querySelector<HTMLMetaElement>("meta[name=opencode-ui-version]")?.content ?? ""
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }))
  const link = Object.assign(document.createElement("a"), { href: url, download: name })
  link.click()
  // The browser has taken it over by then.
  setTimeout(() => { URL.revokeObjectURL(url) }, 10_000)
}

async function copy(text: string): Promise<boolean> {
  try {
    // Outside of a secure context there is none.
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

export function createShell(page: OpencodeProxyPage): Shell {
  const client = createProxyClient(page.base, page.nativeFetch)
  const storage = createListStorage(page.base, () => page.nativeStorage, window)
  const settings = createSettingsStore(createSettingsStorage(page.base, () => page.nativeStorage, window))
  const gateway = createGatewayStore()
  const servers = createServersStore({
    storage,
    providedServers: async (signal) => gateway.observe(await client.providedServers(signal)),
  })
  const credentials = createCredentialsStore({
    page: page.credentials,
    seal: async (secret, signal) => gateway.observe(await client.seal(secret, signal)),
  })
  const health = createHealthStore({
    entries: servers.entries,
    activeId: page.serverId,
    credential: ({ id }) => {
      const server = servers.find(id)
      return server && credentials.credential(server)
    },
    onRejected: ({ id }) => {
      const server = servers.find(id)
      if (server) credentials.forget(server)
    },
    check: async (question, signal) => gateway.observe(await client.checkHealth(question, signal)),
    isAllowed: () => gateway.state() === "open",
    beforeRound: async (signal) => "value" in (await servers.loadProvided(signal)),
    pace: settings.pace,
    clock,
    visibility,
    report: reportError,
  })
  const credentialOf = (id: string) => {
    const server = servers.find(id)
    return server && credentials.credential(server)
  }
  const attention = createAttentionStore({
    events: page.events,
    watched: () => watchedServers({ base: page.base, activeId: page.serverId, entries: servers.entries(), recent: servers.list().recent, health: (id) => health.health(id), credential: credentialOf }),
  })
  // The mount sees every answer that the official UI gets, often before the next poll.
  window.addEventListener("opencode-proxy:gateway-session-expired", () => gateway.observe({ failure: "session_expired" }))
  createEffect(on(servers.list, (list) => { credentials.reconcile(list.servers) }))

  createEffect(on(() => settings.settings().pollSeconds, () => { health.refresh() }, { defer: true }))
  // Opened by a link or a bookmark counts as well.
  const isListed = createMemo(() => servers.entries().some(({ id }) => id === page.serverId))
  createEffect(() => { if (isListed()) untrack(() => { servers.opened(page.serverId) }) })

  const places = createLastPlaces(page.base, () => page.nativeStorage)
  // Each server is left somewhere, and found there again.
  const href = (id: string) => `${page.base}s/${id}${places.of(id)}`
  return {
    activeId: page.serverId,
    uiVersion: uiVersion(),
    isApple,
    servers,
    health,
    credentials,
    gateway,
    settings,
    attention,
    newId: () => newServerId(crypto.getRandomValues(new Uint8Array(8))),
    href,
    open(id) {
      servers.opened(id)
      location.assign(href(id))
    },
    openInPlace(id) {
      servers.opened(id)
      location.replace(href(id))
    },
    leave() {
      location.assign(page.base)
    },
    reload: () => {
      location.reload()
    },
    diagnostics: (server, known) =>
      diagnosticsOf({
        server,
        health: known,
        uiVersion: uiVersion(),
        page: new URL(page.base, location.href).href,
        browser: navigator.userAgent,
        now: new Date(),
      }),
    copy,
    saveFile,
  }
}
