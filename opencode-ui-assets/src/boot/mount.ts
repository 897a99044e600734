/** Runs before the official UI and makes it live at B/s/{id}/ and talk to that server. Nothing of the UI has started yet. */
import { createCredentialStorage } from "../api/credentialStorage"
import { readServerList, serverListKey } from "../domain/serverList"
import { isOwnServerId, serverName, type OwnServer } from "../domain/ownServer"
import type { OpencodeProxyPage } from "../domain/page"
import { createCredentials } from "../features/mount/credentials"
import { blockServiceWorkers, hideCookies } from "../features/mount/isolation"
import { mountHistory, mountLinks } from "../features/mount/navigation"
import { mountedFetch, mountedWebSocket } from "../features/mount/network"
import { baseOf, placeOf, rawServerIdOf, serverIdOf, type Place } from "../features/mount/place"
import { startUi, whenAccepted } from "../features/mount/start"
import { UI_SERVERS_KEY, seedServer, withoutPasswords } from "../features/mount/serverSeed"
import { namespaceDatabases, namespacedStorage, openStorage, translateStorageEvents } from "../features/mount/storage"

const nativeFetch = window.fetch.bind(window)

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

function mountAt(place: Place, nativeStorage: Storage): void {
  const { base, serverId, mount } = place
  const servers = (): readonly OwnServer[] => ownServers(base, nativeStorage)
  const credentials = createCredentials(servers, createCredentialStorage(base, () => nativeStorage, window))
  const page: OpencodeProxyPage = Object.freeze({ base, serverId, mount, nativeFetch, nativeStorage, credentials })
  Object.defineProperty(window, "__opencodeProxy", { value: page })

  const prefix = `opencode-proxy:${base}:${serverId}:`
  const storage = namespacedStorage(nativeStorage, prefix, (key, value) => (key === UI_SERVERS_KEY ? withoutPasswords(value) : value))
  Object.defineProperty(window, "localStorage", { configurable: true, value: storage })
  Object.defineProperty(window, "sessionStorage", { configurable: true, value: namespacedStorage(window.sessionStorage, prefix) })
  namespaceDatabases(window.indexedDB, prefix)
  translateStorageEvents(window, prefix)
  hideCookies(window)
  blockServiceWorkers(navigator.serviceWorker)

  const mounted = servers().find((server) => server.id === serverId)
  storage.setItem(UI_SERVERS_KEY, seedServer(storage.getItem(UI_SERVERS_KEY), location.origin, mounted ? serverName(mounted) : serverId))

  mountHistory(history, document, place)
  mountLinks(window, place)
  const network = {
    place,
    nativeFetch,
    servers,
    credentials,
    onForeignAnswer: () => window.dispatchEvent(new Event("opencode-proxy:gateway-session-expired")),
    onUnknownServer: () => {
      leaveUnknown(base)
    },
  }
  const fetchOfUi = mountedFetch(network)
  window.fetch = fetchOfUi
  window.WebSocket = mountedWebSocket(window.WebSocket, network)
  const hasPassword = mounted?.http.username !== undefined
  void startUi(document, hasPassword ? whenAccepted(serverId, fetchOfUi, credentials) : Promise.resolve())
}

const base = baseOf((document.currentScript as HTMLScriptElement).src)
const serverId = serverIdOf(location.pathname, base)
const storage = openStorage(window)
const isKnown = (id: string, kept: Storage): boolean => !isOwnServerId(id) || ownServers(base, kept).some((server) => server.id === id)
// The official UI keeps its settings there from its first line on: without, it shows nothing at all.
if (!storage) leave(`${base}#storage-blocked`)
else if (serverId !== undefined && isKnown(serverId, storage)) mountAt(placeOf(location.origin, base, serverId), storage)
else leaveUnknown(base)
