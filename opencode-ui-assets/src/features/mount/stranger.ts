/**
 * A server that is in no list. Only the UI's own form for servers asks about one: with every key that is typed, whatever
 * the address is by then, and with the password. Here it is asked once the user has said that the form is done, and what
 * goes with it is sealed for exactly that address.
 */
import { normaliseServerUrl } from "../../domain/serverUrl"

export interface Typed {
  readonly url: string
  readonly username: string
  readonly password: string
}

export interface TypedSecrets {
  /** `undefined`: it cannot be sealed now. */
  seal(typed: Typed): Promise<string | undefined>
  /** The one that was sealed last, if it is this. */
  sealed(typed: Typed): string | undefined
}

export interface Strangers {
  ask(url: URL, request: Request): Promise<Response>
}

interface Tools {
  readonly base: string
  readonly nativeFetch: typeof fetch
  readonly secrets: TypedSecrets
  /** The user's last act was a decision (Enter, a click), not typing. */
  readonly isDecided: () => boolean
}

const HEALTH = /\/(?:global|api)\/health$/

export function createStrangers({ base, nativeFetch, secrets, isDecided }: Tools): Strangers {
  return {
    async ask(url, request) {
      const health = HEALTH.exec(url.pathname)
      const server = health && normaliseServerUrl(url.origin + url.pathname.slice(0, health.index))
      if (!health || !server || "problem" in server || request.method !== "GET") return answerHere(404)
      if (!isDecided()) return answerHere(503)
      const typed = typedIn(request.headers.get("Authorization"), server.ok)
      const credential = typed && (await secrets.seal(typed))
      const headers: Record<string, string> = { Accept: "application/json", "X-Opencode-Proxy": "1", "X-Target-Server": server.ok }
      if (credential !== undefined) headers["X-Target-Credential"] = credential
      return nativeFetch(`${base}api/proxy${health[0]}`, { headers, signal: request.signal, cache: "no-store", credentials: "same-origin", redirect: "manual" })
    },
  }
}

export function createTypedSecrets(seal: (typed: Typed) => Promise<string | undefined>): TypedSecrets {
  // The form asks several times about the same: one is enough, and more would be kept for no use.
  let last: { readonly typed: Typed; readonly promise: Promise<string | undefined>; credential?: string } | undefined
  const isLast = (typed: Typed): boolean => JSON.stringify(last?.typed) === JSON.stringify(typed)
  return {
    seal(typed) {
      if (last && isLast(typed)) return last.promise
      const asked: NonNullable<typeof last> = {
        typed,
        promise: seal(typed).then((credential) => {
          if (credential !== undefined) asked.credential = credential
          else if (last === asked) last = undefined
          return credential
        }),
      }
      last = asked
      return asked.promise
    },
    sealed: (typed) => (isLast(typed) ? last?.credential : undefined),
  }
}

/** Follows what the user does. Listens before the UI, which asks in its own listeners. */
export function watchDecisions(target: Pick<Window, "addEventListener">): () => boolean {
  let isDecided = false
  const decide = (): void => {
    isDecided = true
  }
  target.addEventListener(
    "input",
    () => {
      isDecided = false
    },
    true,
  )
  target.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && !event.isComposing) decide()
    },
    true,
  )
  target.addEventListener("click", decide, true)
  target.addEventListener("submit", decide, true)
  return () => isDecided
}

function answerHere(status: number): Response {
  return new Response(null, { status, statusText: "Not asked" })
}

function typedIn(authorization: string | null, url: string): Typed | undefined {
  const encoded = /^basic ([a-z0-9+/]+=*)$/i.exec(authorization ?? "")?.[1]
  if (encoded === undefined) return undefined
  try {
    const pair = atob(encoded)
    const colon = pair.indexOf(":")
    return colon < 0 ? undefined : { url, username: pair.slice(0, colon), password: pair.slice(colon + 1) }
  } catch {
    return undefined
  }
}
