package io.github.opencodeproxy.core.message;

import java.util.Locale;

/**
 * Which request fields may carry a server's credential. API keys have names of every kind, so this is a list of what may not:
 * a field that says who the user is, steers the request or is read by whatever passes it on would make a credential of the
 * user's choice speak for somebody else, to anybody in the cluster who believes his gateway.
 */
public final class CredentialFields {
    /** What gateways, meshes and login proxies tell the applications behind them about whoever asks. */
    private static final String IDENTITY = """
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
            """;

    /** Where a request goes, where it came from, and by what it is found in a queue, cache or mesh. */
    private static final String ROUTING = """
            forwarded x-forwarded* x-forward-* x-original* x-rewrite* x-real-* x-host* x-http-* x-method* x-proxy* x-target-*
            x-sandbox-* x-opencode-proxy* *-host *-url *-uri *-path *-prefix *-proto *-protocol *-scheme *-port *-method
            *-override *-ip *-ips *-clientip *-socketip *-addr *-address base-url script-name front-end-https
            fastly-client-* fastly-ff fastly-ssl cdn-* surrogate-* akamai-* x-akamai-* x-accel-* x-sendfile*
            l5d-* dapr-* x-kuma-* x-istio-* istio-* x-envoy-* knative-* k-proxy-* k-network-* grpc-*
            metadata metadata-* x-metadata-* x-aws-ec2-* x-google-metadata-* x-identity-header
            """;

    private static final String TRACING = """
            b3 x-b3-* traceparent tracestate baggage baggage-* uber-trace-id uberctx-* x-ot-* ot-tracer-* jaeger-* x-trace*
            x-datadog-* x-cloud-trace-context sentry-trace elastic-apm-* newrelic sw8 sw8-* x-instana-* x-dynatrace*
            *-request-id *-correlation-id *-trace-id *-span-id
            """;

    /** Fields that HTTP and its extensions have given a meaning of another kind, those of WebDAV and of browsers too. */
    private static final String STANDARD = """
            accept accept-* access-control-* age allow alpn alt-* a-im authentication-control authentication-info
            available-dictionary cache-control cache-status cdn-loop close connection content-* cookie cookie2 dav date depth
            destination device-memory dictionary-id digest dnt dpr early-data etag expect expires from host http2-settings
            idempotency-key if if-* keep-alive last-event-id last-modified link location lock-token max-forwards mime-version
            origin overwrite pragma prefer preference-applied priority proxy-* purpose range referer referrer repr-digest
            retry-after save-data sec-* server service-worker* set-cookie* signature signature-* soapaction te timeout topic
            trailer transfer-encoding ttl upgrade upgrade-* urgency user-agent vary via want-* warning www-authenticate
            x-purpose x-moz x-requested-with
            """;

    private static final HeaderNameSet REFUSED =
            HeaderNameSet.of((IDENTITY + ROUTING + TRACING + STANDARD).strip().split("\\s+"));

    /** Keys, although their family is refused. */
    private static final HeaderNameSet KEYS = HeaderNameSet.of("x-goog-api-key");

    private CredentialFields() {}

    /**
     * Says whether a credential may have a name. Case means nothing, and neither does which punctuation stands between words:
     * CGI and what came after it make the same variable of {@code remote-user}, {@code remote_user} and, in places,
     * {@code remote.user}.
     *
     * @param name a field name (RFC 9110, 5.6.2)
     * @return whether no field that means something else has that name
     */
    public static boolean mayCarry(String name) {
        String folded = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
        return KEYS.contains(folded) || !REFUSED.contains(folded);
    }
}
