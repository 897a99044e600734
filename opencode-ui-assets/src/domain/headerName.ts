/**
 * Which header field may carry an API key: the twin of the server side's CredentialFields, so that a mistake is explained
 * while it is typed. What frames, routes or delegates a request, or says who the user is, cannot.
 */
const TOKEN = /^[a-z0-9!#$%&'*+.^`|~-]+$/

/** Word for word the server side's; a star stands for any beginning or end. */
export const REFUSED_NAMES = `
  user username userid user-id user-name userinfo x-user-* x-userinfo* x-uid uid mail email groups roles eppn eptid
  *-user *-users *-username *-userid *-user-id *-user-name *-user-dn *-userinfo *-email *-emails *-mail *-group
  *-groups *-role *-roles *-scope *-scopes *-permissions *-claims *-principal *-subject *-sub *-identity *-dn
  x-name x-auth-name sudo x-impersonat* on-behalf-of *-on-behalf-of *-act-as *-runas *-run-as
  kubeflow-* impersonate-* remote-* x-remote-* x-webauth-* x-auth-request-* x-authenticated-* x-authentik-*
  x-vouch-* x-pomerium-* x-grafana-* x-consumer-* x-anonymous-consumer x-credential-* x-jwt-* x-claim-*
  x-idp-* oidc-* x-oidc-* saml-* x-saml-* shib-* mellon-* cas-* oam-* iv-* sm-user* sm-universalid sm-auth*
  tailscale-* teleport-* cf-* cloudfront-* x-appengine-* x-goog-* x-amzn-* x-ms-* x-arr-* x-azure-*
  x-vercel-ip-* x-vercel-oidc-* x-vercel-forwarded-*
  x-tenant* tenant tenant-id *-tenant *-tenant-id x-scope-* x-org-* x-organization-* *-orgid
  ssl-* x-ssl-* tls-client-* x-tls-* client-cert* x-client-cert* x-client-dn* x-client-s-* x-client-i-*
  x-client-subject* x-client-issuer* x-client-verif* *-client-cert *-clientcert x-spiffe-*
  forwarded x-forwarded* x-forward-* x-original* x-rewrite* x-real-* x-host* x-http-* x-method* x-proxy* x-target-*
  x-sandbox-* x-opencode-proxy* *-host *-url *-uri *-path *-prefix *-proto *-protocol *-scheme *-port *-method
  *-override *-ip *-ips *-clientip *-socketip *-addr *-address base-url script-name front-end-https
  fastly-client-* fastly-ff fastly-ssl cdn-* surrogate-* akamai-* x-akamai-* x-accel-* x-sendfile*
  l5d-* dapr-* x-kuma-* x-istio-* istio-* x-envoy-* knative-* k-proxy-* k-network-* grpc-*
  metadata metadata-* x-metadata-* x-aws-ec2-* x-google-metadata-* x-identity-header
  b3 x-b3-* traceparent tracestate baggage baggage-* uber-trace-id uberctx-* x-ot-* ot-tracer-* jaeger-* x-trace*
  x-datadog-* x-cloud-trace-context sentry-trace elastic-apm-* newrelic sw8 sw8-* x-instana-* x-dynatrace*
  *-request-id *-correlation-id *-trace-id *-span-id
  accept accept-* access-control-* age allow alpn alt-* a-im authentication-control authentication-info
  available-dictionary cache-control cache-status cdn-loop close connection content-* cookie cookie2 dav date depth
  destination device-memory dictionary-id digest dnt dpr early-data etag expect expires from host http2-settings
  idempotency-key if if-* keep-alive last-event-id last-modified link location lock-token max-forwards mime-version
  origin overwrite pragma prefer preference-applied priority proxy-* purpose range referer referrer repr-digest
  retry-after save-data sec-* server service-worker* set-cookie* signature signature-* soapaction te timeout topic
  trailer transfer-encoding ttl upgrade upgrade-* urgency user-agent vary via want-* warning www-authenticate
  x-purpose x-moz x-requested-with
`
  .trim()
  .split(/\s+/)

const REFUSED = new RegExp(`^(${REFUSED_NAMES.map((name) => name.replace("*", ".*")).join("|")})$`)

/** Keys, although their family is refused. */
const KEYS = ["x-goog-api-key"]

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
  if (!mayCarry(name)) return { sentence: `The header “${name}” cannot carry a key.` }
  return { ok: name }
}

/** Many servers take all punctuation for the same. */
function mayCarry(name: string): boolean {
  const folded = name.replace(/[^a-z0-9]/g, "-")
  return KEYS.includes(folded) || !REFUSED.test(folded)
}
