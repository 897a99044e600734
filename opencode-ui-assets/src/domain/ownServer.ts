/** A server from the user's own list, in the shape of OpenCode's ServerConnection. It never holds a secret. */
export interface OwnServer {
  /** "~" and eight characters of [a-z2-7]: can never be a provided server's key. */
  readonly id: string
  readonly displayName?: string
  readonly http: ServerAddress
}

/** Where a server is and as whom it is asked. At most one of `username` and `header` is there. */
export interface ServerAddress {
  /** Canonical. */
  readonly url: string
  /** The server asks for this user's password. */
  readonly username?: string
  /** The server asks for an API key in this header field; in lower case. */
  readonly header?: string
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
const OWN_ID = /^~[a-z2-7]{8}$/
const PROVIDED_KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/

export function isOwnServerId(text: string): boolean {
  return OWN_ID.test(text)
}

export function isServerId(text: string): boolean {
  return OWN_ID.test(text) || PROVIDED_KEY.test(text)
}

/** `random` gives eight random bytes. */
export function newServerId(random: Uint8Array): string {
  return `~${Array.from(random.slice(0, 8), (byte) => ALPHABET[byte & 31]).join("")}`
}

/** The name shown for a server: the user's own, else the address without its scheme. */
export function serverName(server: { readonly displayName?: string; readonly http: { readonly url: string } }): string {
  return server.displayName ?? server.http.url.replace(/^https?:\/\//, "")
}

/** What the secret of this server is called. */
export function secretName({ header }: Pick<ServerAddress, "header">): "password" | "API key" {
  return header === undefined ? "password" : "API key"
}

/** A secret belongs to this server: a password or an API key. */
export function hasSecret({ username, header }: Pick<ServerAddress, "username" | "header">): boolean {
  return username !== undefined || header !== undefined
}
