/** Provided servers that the official UI can know: by their own addresses, as it knows all but the mounted one. */
import type { ProvidedServer } from "../../domain/providedServer"
import { normaliseServerUrl } from "../../domain/serverUrl"

/** Those with an address that could be the user's own server's too, in its canonical form. The page's origin stands for the mounted one. */
export function addressable(servers: readonly ProvidedServer[], origin: string): readonly ProvidedServer[] {
  return servers.flatMap((server) => {
    const url = normaliseServerUrl(server.url)
    return "problem" in url || url.ok === origin ? [] : [{ ...server, url: url.ok }]
  })
}
