/**
 * Passwords, in this tab's memory and nowhere else. One belongs to a server at an address: when the address or the user
 * changes, also in another tab, the password is forgotten, so that it never reaches a server it was not typed for.
 */
import { createSignal } from "solid-js"
import { basicAuth } from "../domain/basicAuth"
import { createKeptSecrets, isListed, type Subject } from "../domain/keptSecrets"
import type { OwnServer } from "../domain/ownServer"
import type { PageCredentials } from "../domain/page"

export interface PasswordQuestion {
  readonly server: OwnServer
  /** `undefined`: the user does not want to say. */
  answer(password: string | undefined): void
}

export interface CredentialsStore {
  /** The X-Target-Authorization value for a server, if its password is known. */
  authorization(server: Subject): string | undefined
  keep(server: Subject, password: string): void
  /** Forgets what no longer fits the list, and asks no longer about it. */
  reconcile(servers: readonly Subject[]): void
  /** The question the user has to answer now. */
  question(): PasswordQuestion | undefined
}

export function createCredentialsStore(page: PageCredentials): CredentialsStore {
  const kept = createKeptSecrets<string>()
  const [questions, setQuestions] = createSignal<readonly PasswordQuestion[]>([])

  function keep(server: Subject, password: string): string | undefined {
    const { username } = server.http
    if (username === undefined) return undefined
    const value = basicAuth(username, password)
    // The page reads the list itself and may know of a change in another tab before we do.
    if (!page.set(server, value)) return undefined
    kept.keep(server, value)
    return value
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
    authorization: (server) => kept.get(server)?.secret,
    keep,
    reconcile(servers) {
      for (const server of kept.subjects()) {
        if (isListed(servers, server)) continue
        kept.forget(server.id)
        page.set(server, undefined)
      }
      for (const question of questions()) {
        if (!isListed(servers, question.server)) question.answer(undefined)
      }
    },
    question: () => questions()[0],
  }
}
