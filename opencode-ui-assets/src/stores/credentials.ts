/**
 * Passwords, in this tab's memory and nowhere else. One belongs to a server at an address: when the address or the user
 * changes, also in another tab, the password is forgotten, so that it never reaches a server it was not typed for.
 */
import { createSignal } from "solid-js"
import { basicAuth } from "../domain/basicAuth"
import type { OwnServer } from "../domain/ownServer"
import type { PageCredentials } from "../domain/page"

type Subject = Pick<OwnServer, "id" | "http">

export interface PasswordQuestion {
  readonly server: OwnServer
  /** `undefined`: the user does not want to say. */
  answer(password: string | undefined): void
}

export interface CredentialsStore {
  /** The X-Target-Authorization value for a server, if its password is known. */
  authorization(server: Subject): string | undefined
  keep(server: Subject, password: string): void
  forget(id: string): void
  /** Forgets what no longer fits the list. */
  reconcile(servers: readonly Subject[]): void
  /** The question the user has to answer now. */
  question(): PasswordQuestion | undefined
}

interface Kept {
  readonly url: string
  readonly username: string
  readonly value: string
}

export function createCredentialsStore(page: PageCredentials): CredentialsStore {
  const kept = new Map<string, Kept>()
  const [questions, setQuestions] = createSignal<readonly PasswordQuestion[]>([])

  function keep(server: Subject, password: string): string | undefined {
    const { url, username } = server.http
    if (username === undefined) return undefined
    const value = basicAuth(username, password)
    kept.set(server.id, { url, username, value })
    page.set(server.id, value)
    return value
  }

  function forget(id: string): void {
    if (kept.delete(id)) page.set(id, undefined)
  }

  page.onAsk(
    (server) =>
      new Promise((resolve) => {
        const question: PasswordQuestion = {
          server,
          answer(password) {
            setQuestions((all) => all.filter((other) => other !== question))
            resolve(password === undefined ? undefined : keep(server, password))
          },
        }
        setQuestions((all) => [...all, question])
      }),
  )

  return {
    authorization({ id, http }) {
      const found = kept.get(id)
      return found?.url === http.url && found.username === http.username ? found.value : undefined
    },
    keep,
    forget,
    reconcile(servers) {
      for (const [id, { url, username }] of kept) {
        const server = servers.find((other) => other.id === id)
        if (server?.http.url !== url || server.http.username !== username) forget(id)
      }
    },
    question: () => questions()[0],
  }
}
