package io.github.opencodeproxy.core.health;

/** Why a server is not well. Codes are part of the wire contract. */
public enum UnhealthyReason {
    /** The host name has no address. */
    DNS("dns", "The server's name was not found; check the host name and that the sandbox is running."),
    /** Nothing listens there. */
    REFUSED("refused", "Nothing answers at this address; start the server or check the port."),
    /** No answer in time. */
    TIMEOUT("timeout", "The server did not answer in time; check that it is running and reachable, then try again."),
    /** The TLS handshake failed. */
    TLS("tls", "A secure connection could not be made; check http or https and the server's certificate."),
    /** The server wants credentials and none were sent. */
    AUTH_REQUIRED("auth_required", "The server asks for a password; enter it in the server's settings."),
    /** The server refused the credentials. */
    AUTH_REJECTED("auth_rejected", "The server refused the user name or password; enter them again."),
    /** The policy refuses the target. */
    DENIED("denied", "This server is not allowed here; ask your administrator to add it to the allowed servers."),
    /** Something answered, but no OpenCode server. */
    NOT_OPENCODE("not_opencode", "What answers there is not an OpenCode server; check the port and the path."),
    /** An OpenCode server of a version that we cannot use. */
    INCOMPATIBLE("incompatible", "This OpenCode version cannot be used from here; update the server."),
    /** The server answered with an error. */
    UPSTREAM_ERROR("upstream_error", "The server answered with an error; look at its log, then try again.");

    private final String code;
    private final String message;

    UnhealthyReason(String code, String message) {
        this.code = code;
        this.message = message;
    }

    /**
     * Returns the stable code.
     *
     * @return lower case with underscores
     */
    public String code() {
        return code;
    }

    /**
     * Returns what a user reads.
     *
     * @return one English sentence with the next step, without addresses or secrets
     */
    public String message() {
        return message;
    }

    /**
     * Returns whether this is an answer, which the next check would find as well: that of our policy, or of a server that
     * is there and wants something else. All others may be over in a moment.
     *
     * @return whether it is believed at once
     */
    boolean isDefinite() {
        return this == DENIED || this == AUTH_REQUIRED || this == AUTH_REJECTED || this == INCOMPATIBLE;
    }
}
