/** What the add and edit form holds, and what has to be true before it is a server. */
import { isSameServer, type ServerList } from "./serverList"
import { serverName, type OwnServer } from "./ownServer"
import { normaliseServerUrl } from "./serverUrl"

export interface ServerDraft {
  readonly url: string
  readonly name: string
  readonly usesPassword: boolean
  readonly username: string
  readonly password: string
}

export interface DraftProblems {
  readonly url?: string
  readonly username?: string
}

export const DEFAULT_USERNAME = "opencode"

export const EMPTY_DRAFT: ServerDraft = { url: "", name: "", usesPassword: false, username: DEFAULT_USERNAME, password: "" }

export function draftOf(server: OwnServer): ServerDraft {
  return {
    url: server.http.url,
    name: server.displayName ?? "",
    usesPassword: server.http.username !== undefined,
    username: server.http.username ?? DEFAULT_USERNAME,
    password: "",
  }
}

/** `id` is the edited server's or a new one: editing keeps it, so that what is remembered for the server stays. */
export function serverOf(draft: ServerDraft, id: string, list: ServerList): { server: OwnServer } | { problems: DraftProblems } {
  const url = normaliseServerUrl(draft.url)
  const username = draft.username.trim()
  if ("problem" in url) return { problems: { url: url.sentence } }
  if (draft.usesPassword && username === "") return { problems: { username: "Enter the user name; OpenCode's own is “opencode”." } }
  if (draft.usesPassword && username.includes(":")) return { problems: { username: "A user name must not contain a colon." } }
  const name = draft.name.trim()
  const server: OwnServer = {
    id,
    ...(name === "" ? {} : { displayName: name }),
    http: { url: url.ok, ...(draft.usesPassword ? { username } : {}) },
  }
  const same = list.servers.find((other) => other.id !== id && isSameServer(other, server))
  return same ? { problems: { url: `This server is already in your list as “${serverName(same)}”.` } } : { server }
}
