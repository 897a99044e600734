package io.github.opencodeproxy.core.message;

/**
 * Which request fields cross to the upstream. The upstream runs code that nobody reviewed, so this is a list of what
 * may pass: identity, cookies, tokens, forwarding, mesh and browser fields stay here because nobody named them, and so
 * does whatever a gateway invents next year.
 */
public final class RequestHeaders {
    /** Ours are taken out of the prefix below: they are meant for us. */
    private static final String OURS = "x-opencode-proxy";

    private static final HeaderNameSet CROSSING = HeaderNameSet.of(
            "accept",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "content-encoding",
            "content-language",
            "content-type",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "last-event-id",
            "pragma",
            "range",
            "user-agent",
            "x-opencode-*",
            "x-requested-with");

    private RequestHeaders() {}

    /**
     * Returns the filter that keeps the fields that may cross, byte for byte and in order. Those nominated by
     * Connection are dropped, except the ones that say what the body is. A name with an underscore never crosses, for
     * servers that fold it into a hyphen would see a second field. Host, Content-Length, Transfer-Encoding and the
     * credential are not in the result: whoever builds the request sets them.
     *
     * @return the filter, safe for use by several threads
     */
    public static HeaderFilter crossing() {
        return RequestHeaders::cross;
    }

    private static Headers cross(Headers in) {
        ConnectionNomination nomination = ConnectionNomination.of(in);
        Headers.Builder out = Headers.builder();
        for (int i = 0; i < in.size(); i++) {
            String name = in.nameAt(i);
            if (mayCross(name) && !nomination.names(name)) {
                out.addChecked(name, in.valueAt(i));
            }
        }
        return out.build();
    }

    private static boolean mayCross(String name) {
        return CROSSING.contains(name) && name.indexOf('_') < 0 && !HeaderNameSet.foldedStartsWith(name, OURS);
    }
}
