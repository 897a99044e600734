/**
 * When the official UI may start. It decides within five seconds which dialect its server speaks, and does not ask
 * again: nobody types a password that fast. So for a server with a password it starts when that has been accepted.
 */
import type { MountCredentials } from "./credentials"
import { isSecretRejected } from "./network"

const ENTRY = "#opencode-entry"

/** Resolves when the server no longer refuses for want of a password, or does not answer at all: that the UI can show. */
export async function whenAccepted(id: string, mountedFetch: typeof fetch, credentials: MountCredentials): Promise<void> {
  for (;;) {
    const changed = credentials.changed(id)
    const response = await mountedFetch("/global/health").catch(() => undefined)
    if (!response || !isSecretRejected(response)) return
    await changed
  }
}

/** The page names the UI's module without running it. */
export async function startUi(document: Document, whenAllowed: Promise<void>): Promise<void> {
  if (document.readyState === "loading") {
    await new Promise((resolve) => {
      document.addEventListener("DOMContentLoaded", resolve, { once: true })
    })
  }
  await whenAllowed
  const entry = document.querySelector<HTMLLinkElement>(ENTRY)
  if (!entry) throw new Error(`The page has no ${ENTRY}`)
  const script = document.createElement("script")
  script.type = "module"
  script.crossOrigin = "anonymous"
  script.src = entry.href
  document.head.append(script)
}
