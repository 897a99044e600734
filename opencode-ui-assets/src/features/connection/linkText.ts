/** A lost connection in words: what has happened, as far as this page can know. */
import type { LinkReason } from "../../domain/pageEvents"

const SENTENCES: Record<string, string> = {
  unreachable: "The notebook does not answer; it may be restarting, or your network is gone.",
  ended: "The server has closed the connection; it may be restarting.",
  silent: "The server has gone silent.",
  upstream_dns: "Its name is not found; the sandbox may have been removed.",
  upstream_refused: "Nothing listens at its address; OpenCode may have stopped.",
  upstream_timeout: "It does not answer in time.",
  upstream_tls: "No trusted TLS connection could be made.",
  upstream_reset: "The connection to it broke.",
  upstream_protocol: "It does not answer as an HTTP server does.",
  upstream_auth_required: "It asks for a password; ask your admin to set it.",
  circuit_open: "It has failed several times in a row and is given a rest.",
  overloaded: "The notebook has too much to do.",
  draining: "The notebook is restarting.",
  rate_limited: "Too many requests at once.",
  too_many_streams: "Too many connections are open; close some tabs.",
}

export function linkSentence(reason: LinkReason | undefined): string {
  return SENTENCES[reason ?? ""] ?? "The server answers with an error."
}
