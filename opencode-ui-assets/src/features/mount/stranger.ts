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
  /** Waits until the user is done with the form, and says whether this address is what it was done with. */
  readonly isMeant: (address: string) => Promise<boolean>
}

const HEALTH = /\/(?:global|api)\/health$/

export function createStrangers({ base, nativeFetch, secrets, isMeant }: Tools): Strangers {
  return {
    async ask(url, request) {
      const health = HEALTH.exec(url.pathname)
      const server = health && normaliseServerUrl(url.origin + url.pathname.slice(0, health.index))
      if (!health || !server || "problem" in server || request.method !== "GET") return answerHere(404)
      if (!(await isMeant(server.ok))) return answerHere(503)
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

/**
 * Follows what the user does. Listens before the UI, which asks in its own listeners. A question that is asked while
 * somebody types waits here: when the form is submitted the UI takes the answer to its last question, and asks no other.
 * It has been submitted when its fields are disabled, which `Cancel` does not do. The UI also asks a second time about an
 * address that has got no answer; by then there may be another in the form.
 */
export function watchDecisions(target: Pick<Window, "addEventListener">): Tools["isMeant"] {
  let isDecided = false
  let field: HTMLInputElement | undefined
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  const observer = new MutationObserver(() => {
    if (field?.disabled) wake()
  })
  const decide = (): void => {
    isDecided = true
  }
  target.addEventListener(
    "input",
    (event) => {
      isDecided = false
      wake()
      observer.disconnect()
      field = event.target instanceof HTMLInputElement ? event.target : undefined
      if (field) observer.observe(field, { attributes: true, attributeFilter: ["disabled"] })
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
  return async (address) => {
    if (!isDecided) await new Promise<void>((resolve) => waiting.add(resolve))
    return isDecided && (!field || standsBeside(field, address))
  }
}

function standsBeside(field: HTMLInputElement, address: string): boolean {
  const form = field.closest("form, [role=dialog], body") ?? field
  return [...form.querySelectorAll("input")].some(({ value }) => {
    const url = normaliseServerUrl(value)
    return !("problem" in url) && url.ok === address
  })
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
