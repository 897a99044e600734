/**
 * One list of servers in two places: ours, and the UI's own. Ours is put into the UI's before it starts, with the provided
 * servers; what the user does to the UI's list while it runs is done to ours, but for the provided ones in it.
 */
import type { ListStorage } from "../../api/listStorage"
import { serverName, type OwnServer } from "../../domain/ownServer"
import type { ProvidedServer } from "../../domain/providedServer"
import { addServer, editServer, removeServer, withDefault, type ServerList } from "../../domain/serverList"
import { normaliseServerUrl } from "../../domain/serverUrl"
import { DEFAULT_USERNAME } from "../../domain/serverDraft"
import type { MountCredentials } from "./credentials"
import type { TypedSecrets } from "./stranger"
import { changesBetween, seedServers, withoutPasswords, type UiServer } from "./uiServers"

interface Tools {
  readonly origin: string
  readonly serverId: string
  readonly list: ListStorage
  readonly credentials: Pick<MountCredentials, "set">
  readonly secrets: TypedSecrets
  readonly newId: () => string
  /** The list has changed behind the back of those who show it. */
  readonly announce: () => void
}

export interface ListSync {
  /** The UI's record as it should begin. `provided`: under canonical addresses, as routes know them. */
  seeded(text: string | null, provided: readonly ProvidedServer[]): string
  /** What this tab's UI has, whatever other tabs have kept since; `undefined` before it is seeded. Without passwords. */
  held(): string | undefined
  /** The UI is about to keep `after`. */
  changed(after: string): void
  /** The UI has another server to open first. */
  defaultChanged(url: string): void
}

interface UiEntry extends UiServer {
  readonly id: string
}

/** The UI asks each of its servers for a dozen things when it starts, and each has a stream. */
const MOST_OTHERS = 8

export function createListSync({ origin, serverId, list, credentials, secrets, newId, announce }: Tools): ListSync {
  const read = (): ServerList => list.read().list
  // Only from what this tab's UI had can be told what its user has done: the kept record is all tabs' together, and another's seed is no deed.
  let last: string | undefined
  let provided: readonly ProvidedServer[] = []

  const providedAt = (url: string): ProvidedServer | undefined => provided.find((server) => server.url === url)

  function find(all: ServerList, url: string): OwnServer | undefined {
    return all.servers.find((server) => (url === origin ? server.id === serverId : server.http.url === url))
  }

  function save(typed: UiServer): void {
    const all = read()
    const before = find(all, typed.url)
    // A provided server is its operator's: no name or password of it is kept here.
    if (providedAt(typed.url) || (!before && typed.url === origin)) return
    const url = before?.http.url ?? typed.url
    const username = typed.username ?? DEFAULT_USERNAME
    const name = before && typed.displayName === serverName(before) ? before.displayName : typed.displayName
    const server: OwnServer = {
      id: before?.id ?? newId(),
      ...(name === undefined ? {} : { displayName: name }),
      // How the server is asked is changed by who types a password, and by nobody else.
      http: typed.password === undefined ? (before?.http ?? { url }) : { url, username },
    }
    list.write(before ? editServer(all, server) : addServer(all, server))
    if (typed.password !== undefined) keep(server, username, typed.password)
  }

  function keep(server: OwnServer, username: string, password: string): void {
    const typed = { url: server.http.url, username, password }
    const sealed = secrets.sealed(typed)
    if (sealed !== undefined) {
      credentials.set(server, sealed)
      return
    }
    void secrets.seal(typed).then((late) => {
      if (late !== undefined) credentials.set(server, late)
    })
  }

  function remove(url: string): void {
    const all = read()
    // A provided one comes back with the next page; a server of the user's at its address is not the one that was removed.
    const server = url === origin || providedAt(url) ? undefined : find(all, url)
    if (!server || server.id === serverId) return
    list.write(removeServer(all, server.id))
    credentials.set(server, undefined)
  }

  return {
    seeded(text, servers) {
      const all = read()
      provided = servers.filter(({ key, url }) => key === serverId || !all.servers.some(({ http }) => http.url === url))
      const known = [...all.servers.map(entryOf), ...provided.map(providedEntry)]
      const mounted = known.find(({ id }) => id === serverId)
      const place = (id: string): number => (all.recent.includes(id) ? all.recent.indexOf(id) : all.recent.length)
      const others = known
        // For the UI an address is one server.
        .filter(({ id, url }, index) => id !== serverId && url !== mounted?.url && known.findIndex((other) => other.url === url) === index)
        .sort((a, b) => place(a.id) - place(b.id))
        .slice(0, MOST_OTHERS)
      last = seedServers(text, { url: origin, displayName: mounted?.displayName ?? serverId }, others)
      return last
    },
    held: () => (last === undefined ? undefined : withoutPasswords(last)),
    changed(after) {
      const { saved, removed } = changesBetween(last ?? null, after)
      last = after
      if (saved.length + removed.length === 0) return
      saved.forEach(save)
      removed.forEach(remove)
      announce()
    },
    defaultChanged(text) {
      const url = normaliseServerUrl(text)
      if ("problem" in url) return
      const all = read()
      list.write(withDefault(all, url.ok === origin ? serverId : (providedAt(url.ok)?.key ?? find(all, url.ok)?.id)))
      announce()
    },
  }
}

function entryOf(server: OwnServer): UiEntry {
  const { url, username } = server.http
  return { id: server.id, url, displayName: serverName(server), ...(username === undefined ? {} : { username }) }
}

function providedEntry({ key, url, name }: ProvidedServer): UiEntry {
  return { id: key, url, displayName: name }
}
