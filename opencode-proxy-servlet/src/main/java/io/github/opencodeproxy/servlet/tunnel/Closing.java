package io.github.opencodeproxy.servlet.tunnel;

/**
 * Why a WebSocket is closed (RFC 6455, 7.4).
 *
 * @param code the code, 1005 for none and 1006 when the connection broke
 * @param reason the reason, empty when there is none
 */
record Closing(int code, String reason) {

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int NO_CODE = 1005;
    static final int BROKEN = 1006;
    static final int NOT_UTF8 = 1007;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int SERVER_ERROR = 1011;
    static final int TRY_AGAIN = 1013;

    private static final int NOT_ASSIGNED = 1004;
    private static final int LAST_ASSIGNED = 1014;

    Closing(int code) {
        this(code, "");
    }

    /** {@return whether the peer has said that it closes; else its connection broke} */
    boolean isSaid() {
        return code == NO_CODE || isSendable();
    }

    private boolean isSendable() {
        boolean isAssigned =
                code >= NORMAL && code <= LAST_ASSIGNED && code != NOT_ASSIGNED && code != NO_CODE && code != BROKEN;
        return isAssigned || (code >= 3000 && code <= 4999);
    }

    /** {@return what the server hears when this is how the client closed} */
    Closing forServer() {
        return isSaid() ? this : new Closing(GOING_AWAY);
    }

    /**
     * {@return what the client hears when this is how the server closed} Jakarta WebSocket has no call to close without a
     * code.
     */
    Closing forClient() {
        if (code == NO_CODE) {
            return new Closing(NORMAL);
        }
        return isSendable() ? this : new Closing(SERVER_ERROR);
    }
}
