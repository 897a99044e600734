/**
 * Which header field may carry an API key, so that a likely mistake is explained while it is typed. What frames, routes or
 * delegates a request, or says who the user is, cannot. The server side's CredentialFields knows many more and decides.
 */
const TOKEN = /^[a-z0-9!#$%&'*+.^`|~-]+$/
const FORBIDDEN = new Set(
  ("accept-encoding baggage connection content-encoding content-length content-type cookie cookie2 expect forwarded host http2-settings " +
    "keep-alive max-forwards origin range referer remote-addr remote-email remote-groups remote-name remote-user set-cookie te traceparent " +
    "tracestate trailer transfer-encoding upgrade via x-client-ip x-email x-groups x-real-ip x-user x-username").split(" "),
)
const FORBIDDEN_START =
  /^(proxy-|sec-|access-control-|impersonate-|kubeflow-|x-(amzn-oidc-|auth-request-|authenticated-|b3-|envoy-|forwarded-|goog-(?!api-key$)|http-method|method-override|ms-client-principal|opencode-proxy|original-|remote-|rewrite-|target-|user-))/

const MAX_LENGTH = 100

export const DEFAULT_HEADER = "x-api-key"

/** A name that could be one, in lower case as it is kept: enough where the server side judges the rest. */
export function isHeaderName(text: string): boolean {
  return TOKEN.test(text) && text.length <= MAX_LENGTH
}

/** The name as it is kept, in lower case, or what is wrong with it. */
export function readHeaderName(text: string): { readonly ok: string } | { readonly sentence: string } {
  const name = text.trim().toLowerCase()
  if (name === "") return { sentence: `Enter the header's name, for example ${DEFAULT_HEADER}.` }
  if (name.includes("_")) return { sentence: "Use hyphens: many servers do not take underscores in a header's name." }
  if (!isHeaderName(name)) return { sentence: "A header's name has letters, digits and hyphens only." }
  if (FORBIDDEN.has(name) || FORBIDDEN_START.test(name)) return { sentence: `The header “${name}” cannot carry a key.` }
  return { ok: name }
}
