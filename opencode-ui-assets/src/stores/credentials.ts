/**
 * Passwords and API keys on their way to where they are sealed, and what comes back. A secret is not kept: not here, not in the page,
 * not in a storage. A sealed credential belongs to a server at an address: when the address or the user changes, also in
 * another tab, it is forgotten.
 */
import { createSignal } from "solid-js"
import type { ApiResult, Secret } from "../api/proxyClient"
import { isListed, type Subject } from "../domain/keptSecrets"
import { hasSecret, type OwnServer } from "../domain/ownServer"
import type { PageCredentials } from "../domain/page"

export interface PasswordQuestion {
  readonly server: OwnServer
  /** With a sealed credential; `undefined`: the user does not want to say. */
  answer(credential: string | undefined): void
}

export interface CredentialsStore {
  /** The sealed credential of a server, if there is one. */
  credential(server: Subject): string | undefined
  /** Exchanges a password or an API key for what may be kept in its place. */
  seal(server: Pick<Subject, "http">, secret: string, signal: AbortSignal): Promise<ApiResult<string>>
  keep(server: Subject, credential: string): void
  /** The server side cannot open it any more. */
  forget(server: Subject): void
  /** Forgets what no longer fits the list, and asks no longer about it. */
  reconcile(servers: readonly Subject[]): void
  /** The question the user has to answer now. */
  question(): PasswordQuestion | undefined
}

interface Sources {
  readonly page: PageCredentials
  readonly seal: (secret: Secret, signal: AbortSignal) => Promise<ApiResult<string>>
}

export function createCredentialsStore({ page, seal }: Sources): CredentialsStore {
  const [questions, setQuestions] = createSignal<readonly PasswordQuestion[]>([])

  page.onAsk(
    (server) =>
      new Promise((resolve) => {
        const question: PasswordQuestion = {
          server,
          answer(credential) {
            setQuestions((all) => all.filter((other) => other !== question))
            // The page reads the list itself and may know of a change in another tab before we do.
            resolve(credential !== undefined && page.set(server, credential) ? credential : undefined)
          },
        }
        setQuestions((all) => [...all, question])
      }),
  )

  return {
    credential: (server) => page.peek(server),
    seal({ http: { url, username = "", header } }, secret, signal) {
      if (header !== undefined) return seal({ server: url, type: "header", name: header, value: secret }, signal)
      return seal({ server: url, type: "basic", username, password: secret }, signal)
    },
    keep(server, credential) {
      if (hasSecret(server.http)) page.set(server, credential)
    },
    forget(server) {
      page.set(server, undefined)
    },
    reconcile(servers) {
      for (const server of page.subjects()) {
        if (!isListed(servers, server)) page.set(server, undefined)
      }
      for (const question of questions()) {
        if (!isListed(servers, question.server)) question.answer(undefined)
      }
    },
    question: () => questions()[0],
  }
}
