package io.github.opencodeproxy.servlet.request;

import java.util.Locale;

/**
 * Why a request got an answer of ours and not of a server: the stable {@code code} of the problem body and of the
 * {@code X-Opencode-Proxy-Error} header, with the status it is sent with.
 */
public enum ProblemCode {
    TARGET_MISSING(400, "No target server", "Name one: the X-Target-Server header, or a provided server's route."),
    TARGET_AMBIGUOUS(400, "More than one target server", "Name exactly one target server."),
    TARGET_INVALID(400, "The target is not a server address", "Use http://host[:port][/base] or https://…"),
    REQUEST_MALFORMED(400, "The request cannot be understood", "Check the path, the query and the headers."),
    UPSTREAM_AUTH_REQUIRED(401, "The server asks for a password", "Enter the server's user name and password again."),
    TARGET_DENIED(403, "The target is not allowed", "Ask the administrator to allow this server."),
    CROSS_SITE(403, "The request may come from a foreign page", "Use the page itself, or send X-Opencode-Proxy: 1."),
    HOST_DENIED(403, "Not a public host of this installation", "Use the address under which it is published."),
    CREDENTIAL_REJECTED(403, "The credential cannot be used", "Enter the password again."),
    LOOP(403, "The request came back to the proxy", "The target is this proxy itself: choose another server."),
    SERVER_UNKNOWN(404, "No such provided server", "See api/servers for those that exist."),
    NOT_FOUND(404, "Nothing here", "See the documentation for the routes."),
    METHOD_NOT_ALLOWED(405, "Method not allowed", "See the Allow header for those that are."),
    REQUEST_TIMEOUT(408, "The request took too long to arrive", "Try again."),
    BODY_TOO_LARGE(413, "The request body is too large", "Send less, or ask the administrator for a higher limit."),
    URI_TOO_LONG(414, "The request line is too long", "Keep path and query within 16 KiB."),
    EXPECTATION_FAILED(417, "Unknown expectation", "The only expectation understood is 100-continue."),
    RATE_LIMITED(429, "Too many requests", "Wait as long as Retry-After says."),
    TOO_MANY_STREAMS(429, "Too many open streams", "Close tabs or terminals that are not used."),
    HEADERS_TOO_LARGE(431, "The headers are too large", "Send at most 100 of them."),
    SETUP_INCOMPLETE(500, "The proxy is not set up", "Its log says which setting of the container is missing."),
    METHOD_UNKNOWN(501, "Method not known", "Use GET, HEAD, POST, PUT, PATCH or DELETE."),
    UPGRADE_UNSUPPORTED(
            501, "No WebSockets here", "The container has no WebSocket support: ask the administrator for it."),
    UPSTREAM_DNS(502, "The server's name cannot be resolved", "Check the host name and the namespace."),
    UPSTREAM_REFUSED(502, "The server refused the connection", "Check that it runs and listens on this port."),
    UPSTREAM_TLS(502, "No secure connection to the server", "Check its certificate, or use http://."),
    UPSTREAM_PROTOCOL(502, "The server does not speak proper HTTP", "Check that the address is an OpenCode server."),
    UPSTREAM_RESET(502, "The server closed the connection", "Try again; if it repeats, look at the server's log."),
    OVERLOADED(503, "Too much to do", "Try again in a moment."),
    CIRCUIT_OPEN(503, "The server did not answer lately", "Wait a few seconds, or check that it runs."),
    UPSTREAM_TIMEOUT(504, "The server does not answer", "Check that it runs and can be reached from here.");

    private final int status;
    private final String title;
    private final String nextStep;
    private final String code = name().toLowerCase(Locale.ROOT);

    ProblemCode(int status, String title, String nextStep) {
        this.status = status;
        this.title = title;
        this.nextStep = nextStep;
    }

    /** {@return the HTTP status, 400 to 599} */
    public int status() {
        return status;
    }

    /** {@return the stable name, lower-case with underscores} */
    public String code() {
        return code;
    }

    /** {@return what went wrong, one short sentence without a full stop} */
    public String title() {
        return title;
    }

    /** {@return what the reader can do about it, one sentence} */
    public String nextStep() {
        return nextStep;
    }
}
