package io.github.opencodeproxy.servlet.request;

/**
 * Is told what becomes of each request, on the thread where it happens. That may be the one thread that hears all servers,
 * so a listener that waits stops all traffic: return at once, never throw, keep no reference to the request's headers (they
 * hold credentials). Must be safe for use by many threads.
 */
public interface ProxyListener {

    /**
     * {@return a listener that does nothing}
     */
    static ProxyListener none() {
        return new ProxyListener() {};
    }

    /**
     * The request was answered by us with a problem.
     *
     * @param request the request
     * @param code what was wrong
     * @param reason the rule or the finer reason, empty when there is none
     */
    default void refused(ClientRequest request, ProblemCode code, String reason) {}

    /**
     * The server's answer has begun to reach the client.
     *
     * @param request the request
     * @param status the server's status
     */
    default void answered(ClientRequest request, int status) {}

    /**
     * The server's answer reached the client whole.
     *
     * @param request the request
     * @param status the server's status
     * @param bytes the length of the body that was relayed, in bytes
     * @param nanos from the request's arrival to the end, in nanoseconds
     */
    default void finished(ClientRequest request, int status, long bytes, long nanos) {}

    /**
     * The server's answer had begun and could not be brought to its end: one of the two sides went away.
     *
     * @param request the request
     * @param cause what happened
     */
    default void aborted(ClientRequest request, Throwable cause) {}
}
