package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import java.util.Objects;

/**
 * Is told what becomes of each request, on the thread where it happens. That may be the one thread that hears all servers,
 * so a listener that waits stops all traffic: return at once, keep no reference to the request's headers (they hold
 * credentials). What a listener throws is logged and changes nothing. Must be safe for use by many threads.
 *
 * <p>For each request {@link #started} comes first and {@link #finished} last, once each, whatever happens between them.
 */
public interface ProxyListener {

    /**
     * {@return a listener that does nothing}
     */
    static ProxyListener none() {
        return new ProxyListener() {};
    }

    /**
     * {@return a listener that tells this one and then another; one that throws keeps nothing from the other}
     *
     * @param next who is told second; not null
     */
    default ProxyListener and(ProxyListener next) {
        return new TwoListeners(this, Objects.requireNonNull(next));
    }

    /**
     * A request has reached the proxy's routes; probes are none of them.
     *
     * @param request the request
     */
    default void started(ClientRequest request) {}

    /**
     * We refused the request.
     *
     * @param request the request
     * @param code what was wrong
     * @param rule with {@code target_denied} the code of the policy's reason, a colon and the policy's rule, which may name
     *     address ranges and so is for logs alone; else the finer reason, else empty
     */
    default void denied(ClientRequest request, ProblemCode code, String rule) {}

    /**
     * The server's head begins to reach the client.
     *
     * @param request the request
     * @param status the server's status; 101 for a tunnel
     */
    default void answered(ClientRequest request, int status) {}

    /**
     * What has just been answered stays open until it is finished. Told after {@link #answered}.
     *
     * @param request the request
     * @param kind {@link Outcome.Kind#EVENT_STREAM} or {@link Outcome.Kind#WEBSOCKET}
     */
    default void opened(ClientRequest request, Outcome.Kind kind) {}

    /**
     * One of the two legs broke, before or after the head.
     *
     * @param request the request
     * @param cause what happened
     */
    default void failed(ClientRequest request, Throwable cause) {}

    /**
     * It was decided whether a server may be looked at, for a request that asks how servers are. Told once for each server.
     *
     * @param request the request
     * @param target the server
     * @param decision what was decided; its rule may name address ranges and so is for logs alone
     */
    default void checked(ClientRequest request, ServerUrl target, Decision decision) {}

    /**
     * The request is over. Always the last, exactly once for each that started.
     *
     * @param request the request
     * @param outcome what became of it
     */
    default void finished(ClientRequest request, Outcome outcome) {}
}
