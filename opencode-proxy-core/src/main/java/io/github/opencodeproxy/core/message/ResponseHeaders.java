package io.github.opencodeproxy.core.message;

/**
 * Which response fields cross to the browser, and what is set in their place. Everything relayed has the origin of the
 * whole installation, so no field may change the browser's state for that origin, open it to others, or show how the
 * cluster is built.
 */
public final class ResponseHeaders {
    private static final HeaderNameSet STOPPED = HeaderNameSet.of(StoppedResponseHeaders.NAMES);

    private static final HeaderNameSet REPLACED = HeaderNameSet.of(
            "cache-control",
            "content-disposition",
            "content-security-policy",
            "cross-origin-resource-policy",
            "referrer-policy",
            "vary",
            "x-content-type-options");

    private static final String[] SHOWN_TYPES = {
        "application/json", "application/problem+json", "text/event-stream", "text/plain"
    };

    private ResponseHeaders() {}

    /**
     * Returns the filter that drops hop-by-hop, Connection-nominated, cookie, authentication, CORS, security-policy,
     * redirect and gateway fields and keeps all others byte for byte, Content-Length and Content-Encoding among them.
     * Location, Content-Location and Link are dropped too: whoever can rewrite them puts the result in afterwards, and
     * whoever forgets to leaks nothing.
     *
     * @return the filter, safe for use by several threads
     */
    public static HeaderFilter crossing() {
        return ResponseHeaders::cross;
    }

    /**
     * Returns the filter that shuts the body in: it replaces the fields that decide whether the browser runs, stores,
     * embeds or mixes it up with another server's. Types other than JSON, events and plain text become downloads.
     *
     * @return the filter, safe for use by several threads
     */
    public static HeaderFilter isolation() {
        return ResponseHeaders::isolate;
    }

    private static Headers cross(Headers in) {
        ConnectionNomination nomination = ConnectionNomination.of(in);
        Headers.Builder out = Headers.builder();
        for (int i = 0; i < in.size(); i++) {
            String name = in.nameAt(i);
            if (!STOPPED.contains(name) && !nomination.names(name)) {
                out.addChecked(name, in.valueAt(i));
            }
        }
        return out.build();
    }

    private static Headers isolate(Headers in) {
        Headers.Builder out = Headers.builder();
        for (int i = 0; i < in.size(); i++) {
            if (!REPLACED.contains(in.nameAt(i))) {
                out.addChecked(in.nameAt(i), in.valueAt(i));
            }
        }
        out.addChecked(
                        "Content-Security-Policy",
                        "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
                .addChecked("X-Content-Type-Options", "nosniff")
                .addChecked("Cross-Origin-Resource-Policy", "same-origin")
                .addChecked("Referrer-Policy", "no-referrer")
                .addChecked("Cache-Control", "no-store, no-transform")
                // all servers share the same URLs
                .addChecked("Vary", "X-Target-Server, X-Target-Credential");
        if (!isShown(in)) {
            out.addChecked("Content-Disposition", "attachment");
        }
        return out.build();
    }

    /** Whether the one Content-Type is of a kind that no browser runs; two of them could be read either way. */
    private static boolean isShown(Headers in) {
        String type = null;
        for (int i = 0; i < in.size(); i++) {
            if (in.nameAt(i).equalsIgnoreCase("content-type")) {
                if (type != null) {
                    return false;
                }
                type = in.valueAt(i);
            }
        }
        if (type == null || type.indexOf(',') >= 0) {
            return false;
        }
        int semicolon = type.indexOf(';');
        String essence = semicolon < 0 ? type : type.substring(0, semicolon);
        for (String shown : SHOWN_TYPES) {
            if (essence.strip().equalsIgnoreCase(shown)) {
                return true;
            }
        }
        return false;
    }
}
