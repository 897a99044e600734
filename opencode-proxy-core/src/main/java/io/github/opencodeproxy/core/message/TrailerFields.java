package io.github.opencodeproxy.core.message;

/**
 * Which fields may follow a body. Whatever decides how a message is framed, routed, authorised, stored or read has to be
 * known before the body (RFC 9110, 6.5.1), and a receiver that merges trailers into the head would believe it late.
 */
public final class TrailerFields {
    private static final HeaderNameSet FORBIDDEN = HeaderNameSet.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "age",
            "authorization",
            "cache-control",
            "connection",
            "content-*",
            "cookie",
            "cross-origin-*",
            "date",
            "expect",
            "expires",
            "host",
            "if-*",
            "keep-alive",
            "last-event-id",
            "location",
            "max-forwards",
            "pragma",
            "proxy-*",
            "range",
            "referrer-policy",
            "retry-after",
            "set-cookie",
            "set-cookie2",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "vary",
            "via",
            "warning",
            "www-authenticate",
            "x-content-type-options",
            "x-opencode-proxy*");

    private TrailerFields() {}

    /**
     * Returns the filter for what follows a request's body: what may cross at all, without what must come before.
     *
     * @return the filter, safe for use by several threads
     */
    public static HeaderFilter request() {
        return RequestHeaders.crossing().then(TrailerFields::allowed);
    }

    /**
     * Returns the filter for what follows a response's body: what may cross at all, without what must come before.
     *
     * @return the filter, safe for use by several threads
     */
    public static HeaderFilter response() {
        return ResponseHeaders.crossing().then(TrailerFields::allowed);
    }

    private static Headers allowed(Headers in) {
        Headers.Builder out = Headers.builder();
        for (int i = 0; i < in.size(); i++) {
            if (!FORBIDDEN.contains(in.nameAt(i))) {
                out.addChecked(in.nameAt(i), in.valueAt(i));
            }
        }
        return out.build();
    }
}
