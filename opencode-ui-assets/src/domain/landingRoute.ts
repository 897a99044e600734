/** What the fragment of B/ asks for. A fragment never reaches a server, and nothing in it is contacted unasked. */
import { isServerId } from "./ownServer"

export type LandingRoute =
  | { readonly kind: "open" }
  | { readonly kind: "picker" }
  | { readonly kind: "unknown"; readonly id: string }
  /** A server could not be opened because this browser keeps nothing for this page. */
  | { readonly kind: "storage-blocked" }
  | { readonly kind: "add"; readonly url: string }

export function landingRoute(hash: string): LandingRoute {
  const text = hash.replace(/^#/, "")
  if (text === "") return { kind: "open" }
  if (text === "storage-blocked") return { kind: "storage-blocked" }
  const [, name, value] = /^(add|unknown)=(.*)$/s.exec(text) ?? []
  if (name === "add") return { kind: "add", url: decoded(value ?? "").slice(0, 2048) }
  if (name === "unknown") {
    const id = decoded(value ?? "")
    return { kind: "unknown", id: isServerId(id) && id.length <= 64 ? id : "" }
  }
  return { kind: "picker" }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
