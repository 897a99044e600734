/** Runs before the official UI and makes it live at B/s/{id}/ and talk to that server. Nothing of the UI has started yet. */
import { createCredentialStorage } from "../api/credentialStorage"
import { connectHub, mostStreams } from "../api/events/connectHub"
import { createTabEvents, type TabEvents } from "../api/events/tabEvents"
import { wallClock } from "../api/events/wallClock"
import { createLastPlaces } from "../api/lastPlaces"
import { createListStorage } from "../api/listStorage"
import { createProxyClient } from "../api/proxyClient"
import { readServerList, serverListKey } from "../domain/serverList"
import { isOwnServerId, newServerId, type OwnServer } from "../domain/ownServer"
import type { OpencodeProxyPage } from "../domain/page"
import type { ProvidedServer } from "../domain/providedServer"
import { createCatchUp } from "../features/mount/catchUp"
import { createCredentials } from "../features/mount/credentials"
import { blockServiceWorkers, hideCookies } from "../features/mount/isolation"
import { createListSync, type ListSync } from "../features/mount/listSync"
import { mountHistory, mountLinks } from "../features/mount/navigation"
import { mountedFetch, mountedWebSocket } from "../features/mount/network"
import { baseOf, placeOf, rawServerIdOf, serverIdOf, type Place } from "../features/mount/place"
import { joinEvents } from "../features/mount/joinedEvents"
import { addressable } from "../features/mount/provided"
import { createSessionGate, type SessionGate } from "../features/mount/session"
import { createStartGate, limited, startUi } from "../features/mount/start"
import { createStrangers, createTypedSecrets, watchDecisions } from "../features/mount/stranger"
import { namespaceDatabases, namespacedStorage, openStorage, translateStorageEvents } from "../features/mount/storage"
import { uiStorage, type UiStorage } from "../features/mount/uiStorage"

/** How long the official UI waits for the names of other servers. */
const LIST_MS = 3_000

const nativeFetch = window.fetch.bind(window)
const scriptUrl = (document.currentScript as HTMLScriptElement).src

function ownServers(base: string, storage: Storage): readonly OwnServer[] {
  return readServerList(storage.getItem(serverListKey(base))).list.servers
}

/** Nothing more of this page may run: not even a health check of a server that nobody confirmed. */
function leave(to: string): void {
  window.stop()
  location.replace(to)
}

function leaveUnknown(base: string): void {
  leave(`${base}#unknown=${encodeURIComponent(rawServerIdOf(location.pathname, base) ?? "")}`)
}

/** The hub of this browser, and what this page hears of it. */
function openStreams(serverId: string): TabEvents {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[]
  return createTabEvents({
    server: serverId,
    most: mostStreams(navigation?.nextHopProtocol ?? ""),
    connect: connectHub(new URL("events.js", scriptUrl).href, nativeFetch, window.SharedWorker),
    page: window,
    isVisible: () => document.visibilityState === "visible",
    clock: wallClock,
  })
}

function watchSession(streams: TabEvents): SessionGate {
  const session = createSessionGate(Date.now, {
    onEnded: () => window.dispatchEvent(new Event("opencode-proxy:gateway-session-expired")),
    onBack: () => {
      streams.retry()
    },
  })
  let seen = streams.link()
  streams.onChange(() => {
    const link = streams.link()
    // Once for each attempt: it may be over meanwhile, and the next attempt will know.
    if (link !== seen && link.state === "lost" && link.reason === "session_expired") session.ended()
    seen = link
  })
  return session
}

/** What the UI keeps is kept under names of this server. */
function mountStorages({ base, serverId, origin }: Place, native: Storage, sync: ListSync): UiStorage {
  const prefix = `opencode-proxy:${base}:${serverId}:`
  const mounted = uiStorage(native, prefix, origin, sync)
  Object.defineProperty(window, "localStorage", { configurable: true, value: mounted.storage })
  Object.defineProperty(window, "sessionStorage", { configurable: true, value: namespacedStorage(window.sessionStorage, prefix) })
  namespaceDatabases(window.indexedDB, prefix)
  translateStorageEvents(window, prefix)
  hideCookies(window)
  blockServiceWorkers(navigator.serviceWorker)
  return mounted
}

function mountAt(place: Place, nativeStorage: Storage): void {
  const { base, serverId, mount, origin } = place
  const kept = (): Storage => nativeStorage
  let provided: readonly ProvidedServer[] = []
  const own = (): readonly OwnServer[] => ownServers(base, nativeStorage)
  const credentials = createCredentials(own, createCredentialStorage(base, kept, window))
  const client = createProxyClient(base, nativeFetch)
  const secrets = createTypedSecrets(async ({ url, username, password }) => {
    const sealed = await client.seal({ server: url, type: "basic", username, password }, new AbortController().signal)
    return "value" in sealed ? sealed.value : undefined
  })
  const streams = openStreams(serverId)
  const network = {
    place,
    nativeFetch,
    servers: () => ({ own: own(), provided }),
    credentials,
    events: streams,
    session: watchSession(streams),
    strangers: createStrangers({ base, nativeFetch, secrets, isMeant: watchDecisions(window) }),
    onUnknownServer: () => {
      leaveUnknown(base)
    },
  }
  const fetch = mountedFetch(network)
  const catchUp = createCatchUp({ fetch, tell: streams.tell, path: () => location.pathname })
  streams.onReturn(() => void catchUp())
  const question = mountedFetch({ ...network, nativeFetch: limited(nativeFetch) })
  const events = joinEvents(streams, (onLink) => createStartGate({ id: serverId, fetch: question, credentials, clock: wallClock, random: Math.random, onLink }))
  const page: OpencodeProxyPage = Object.freeze({ base, serverId, mount, nativeFetch, nativeStorage, credentials, events })
  Object.defineProperty(window, "__opencodeProxy", { value: page })

  const list = createListStorage(base, kept, window)
  const newId = (): string => newServerId(crypto.getRandomValues(new Uint8Array(8)))
  const announce = (): void => {
    window.dispatchEvent(new StorageEvent("storage", { key: serverListKey(base) }))
  }
  const mounted = mountStorages(place, nativeStorage, createListSync({ origin, serverId, list, credentials, secrets, newId, announce }))
  const places = createLastPlaces(base, kept)
  mountHistory(history, document, place, (path) => {
    places.keep(serverId, path)
  })
  mountLinks(window, place)
  window.fetch = fetch
  window.WebSocket = mountedWebSocket(window.WebSocket, network)
  const listed = client.providedServers(AbortSignal.timeout(LIST_MS)).then((answer) => {
    if ("value" in answer) provided = addressable(answer.value.servers, origin)
  })
  const seeded = Promise.all([events.whenOpen, listed]).then(() => {
    mounted.seed(provided)
  })
  void startUi(document, seeded)
}

const base = baseOf(scriptUrl)
const serverId = serverIdOf(location.pathname, base)
const storage = openStorage(window)
const isKnown = (id: string, kept: Storage): boolean => !isOwnServerId(id) || ownServers(base, kept).some((server) => server.id === id)
// The official UI keeps its settings there from its first line on: without, it shows nothing at all.
if (!storage) leave(`${base}#storage-blocked`)
else if (serverId !== undefined && isKnown(serverId, storage)) mountAt(placeOf(location.origin, base, serverId), storage)
else leaveUnknown(base)
