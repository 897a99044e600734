/** What the add and edit form holds, and what has to be true before it is a server. */
import { DEFAULT_HEADER, readHeaderName } from "./headerName"
import { isSameServer, type ServerList } from "./serverList"
import { serverName, type OwnServer, type ServerAddress } from "./ownServer"
import { normaliseServerUrl } from "./serverUrl"

/** How the server wants to be convinced: not at all, by user name and password, or by a key in a header field. */
export type SignIn = "none" | "password" | "key"

export interface ServerDraft {
  readonly url: string
  readonly name: string
  readonly signIn: SignIn
  readonly username: string
  readonly header: string
  /** The password or the key. */
  readonly secret: string
}

export interface DraftProblems {
  readonly url?: string
  readonly username?: string
  readonly header?: string
}

export const DEFAULT_USERNAME = "opencode"

export const EMPTY_DRAFT: ServerDraft = { url: "", name: "", signIn: "none", username: DEFAULT_USERNAME, header: DEFAULT_HEADER, secret: "" }

export function draftOf({ displayName = "", http: { url, username, header } }: OwnServer): ServerDraft {
  return {
    url,
    name: displayName,
    signIn: username !== undefined ? "password" : header !== undefined ? "key" : "none",
    username: username ?? DEFAULT_USERNAME,
    header: header ?? DEFAULT_HEADER,
    secret: "",
  }
}

/** `id` is the edited server's or a new one: editing keeps it, so that what is remembered for the server stays. */
export function serverOf(draft: ServerDraft, id: string, list: ServerList): { server: OwnServer } | { problems: DraftProblems } {
  const url = normaliseServerUrl(draft.url)
  if ("problem" in url) return { problems: { url: url.sentence } }
  const asWhom = readAsWhom(draft)
  if ("problems" in asWhom) return asWhom
  const name = draft.name.trim()
  const server: OwnServer = { id, ...(name === "" ? {} : { displayName: name }), http: { url: url.ok, ...asWhom } }
  const same = list.servers.find((other) => other.id !== id && isSameServer(other, server))
  return same ? { problems: { url: `This server is already in your list as “${serverName(same)}”.` } } : { server }
}

function readAsWhom(draft: ServerDraft): Omit<ServerAddress, "url"> | { problems: DraftProblems } {
  if (draft.signIn === "none") return {}
  if (draft.signIn === "key") {
    const header = readHeaderName(draft.header)
    return "ok" in header ? { header: header.ok } : { problems: { header: header.sentence } }
  }
  const username = draft.username.trim()
  if (username === "") return { problems: { username: "Enter the user name; OpenCode's own is “opencode”." } }
  if (username.includes(":")) return { problems: { username: "A user name must not contain a colon." } }
  return { username }
}
