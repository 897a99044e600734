/**
 * Sealed credentials, as kept in LocalStorage: what the server side gave in place of a password or an API key, which only it
 * can open, for one server and one user. Each belongs to the address and the user or header name that it was typed for. Reading never
 * fails: what cannot be understood is as good as not there, and the user is asked.
 */
import type { Subject } from "./keptSecrets"
import { isOwnServerId } from "./ownServer"
import { isSameServer } from "./serverList"

const VERSION = 1
/** JWE in its compact form; encrypted directly, so the second part is empty. */
const SEALED = /^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/

export interface SealedCredential {
  readonly server: Subject
  readonly credential: string
}

export function sealedCredentialsKey(base: string): string {
  return `opencode-proxy:${base}:credentials`
}

export function isSealed(value: unknown): value is string {
  return typeof value === "string" && SEALED.test(value)
}

export function readSealedCredentials(text: string | null): readonly SealedCredential[] {
  const { version, credentials } = parse(text)
  if (version !== VERSION || !Array.isArray(credentials)) return []
  return credentials.flatMap((entry: unknown): SealedCredential[] => {
    const { id, url, username, header, credential } = fieldsOf(entry)
    if (typeof id !== "string" || !isOwnServerId(id) || typeof url !== "string" || !isSealed(credential)) return []
    if (typeof username === "string" && header === undefined) return [{ server: { id, http: { url, username } }, credential }]
    return typeof header === "string" && username === undefined ? [{ server: { id, http: { url, header } }, credential }] : []
  })
}

export function writeSealedCredentials(all: readonly SealedCredential[]): string {
  const credentials = all.map(({ server: { id, http }, credential }) => ({ id, ...http, credential }))
  return JSON.stringify({ version: VERSION, credentials })
}

export function findSealed(all: readonly SealedCredential[], server: Subject): string | undefined {
  return all.find((other) => other.server.id === server.id && isSameServer(other.server, server))?.credential
}

export function withSealed(all: readonly SealedCredential[], server: Subject, credential: string): readonly SealedCredential[] {
  const { id, http } = server
  return [...all.filter((other) => other.server.id !== id), { server: { id, http }, credential }]
}

export function withoutSealed(all: readonly SealedCredential[], server: Subject): readonly SealedCredential[] {
  return all.filter((other) => other.server.id !== server.id || !isSameServer(other.server, server))
}

function parse(text: string | null): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(text ?? "{}"))
  } catch {
    return {}
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
}
