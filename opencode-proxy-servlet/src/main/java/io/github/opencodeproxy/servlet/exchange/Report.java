package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener of one request, keeps the times, and sees to it that the end is told once: whoever comes second with
 * an end is not heard. Safe for use by many threads.
 */
public final class Report {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyListener.class);

    private static final int SWITCHING_PROTOCOLS = 101;

    private final ProxyListener listener;
    private final ClientRequest request;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean isOver = new AtomicBoolean();

    private volatile Outcome.Kind kind = Outcome.Kind.HTTP;
    private volatile @Nullable ServerUrl target;
    private volatile long nanosToHead = -1;
    private volatile @Nullable Runnable afterwards;
    private volatile int status = Outcome.CLIENT_CLOSED;
    private volatile boolean isRevoked;
    private volatile @Nullable String rule;
    private volatile @Nullable InetAddress address;

    // Each has one writer at a time, which hands over through its turns; an end that comes from elsewhere may miss the
    // last step. That is worth less than a fence for each chunk.
    private long requestBytes;
    private long responseBytes;

    private Report(ProxyListener listener, ClientRequest request) {
        this.listener = listener;
        this.request = request;
    }

    /**
     * Tells that a request has started.
     *
     * @param listener who is told
     * @param request the request
     * @return its report
     */
    public static Report start(ProxyListener listener, ClientRequest request) {
        Report report = new Report(listener, request);
        report.tell(() -> listener.started(request));
        return report;
    }

    /**
     * Notes what the request turned out to be; an exchange if nothing else is said.
     *
     * @param value what it is
     */
    public void is(Outcome.Kind value) {
        kind = value;
    }

    /**
     * Notes which server was asked for.
     *
     * @param value its address
     */
    public void goesTo(ServerUrl value) {
        target = value;
    }

    /**
     * Notes which rule allowed the server's name.
     *
     * @param value the policy's rule
     */
    public void allowed(String value) {
        rule = value;
    }

    /**
     * Notes which address is dialled, or has answered.
     *
     * @param value an address; not noted unless it is an IP address
     */
    public void reaches(@Nullable SocketAddress value) {
        if (value instanceof InetSocketAddress ip) {
            address = ip.getAddress();
        }
    }

    /**
     * Tells what was decided about a server that is to be looked at for the request.
     *
     * @param server the server
     * @param decision what was decided
     */
    public void checked(ServerUrl server, Decision decision) {
        tell(() -> listener.checked(request, server, decision));
    }

    /**
     * Counts what goes to the server.
     *
     * @param bytes of a body or a message
     */
    public void toServer(long bytes) {
        requestBytes += bytes;
    }

    /**
     * Counts what goes to the client.
     *
     * @param bytes of a body or a message
     */
    public void toClient(long bytes) {
        responseBytes += bytes;
    }

    /**
     * Tells that the server's head begins to reach the client, unless the end is told.
     *
     * @param value the server's status
     */
    public void answered(int value) {
        if (isOver.get()) {
            return;
        }
        status = value;
        nanosToHead = System.nanoTime() - startNanos;
        tell(() -> listener.answered(request, value));
        if (kind == Outcome.Kind.EVENT_STREAM || (kind == Outcome.Kind.WEBSOCKET && value == SWITCHING_PROTOCOLS)) {
            tell(() -> listener.opened(request, kind));
        }
    }

    /**
     * Tells that a leg broke.
     *
     * @param cause what happened
     */
    public void failed(Throwable cause) {
        if (!isOver.get()) {
            tell(() -> listener.failed(request, cause));
        }
    }

    /**
     * Tells that we refused the request, which ends it.
     *
     * @param code what was wrong
     * @param reason the policy's reason and rule, or the finer reason, empty when there is none
     */
    public void denied(ProblemCode code, String reason) {
        if (!isOver.get()) {
            tell(() -> listener.denied(request, code, reason));
            status = code.status();
            end(Outcome.End.DENIED, code);
        }
    }

    /**
     * Tells that a policy which came into force meanwhile does not allow the request any more. It is still to be ended, and
     * then counts as denied.
     *
     * @param reason the reason's code, a colon and the policy's rule
     */
    public void revoked(String reason) {
        if (!isOver.get()) {
            isRevoked = true;
            tell(() -> listener.denied(request, ProblemCode.TARGET_DENIED, reason));
        }
    }

    /**
     * Has something done when the end has been told, at once if it has been.
     *
     * @param action what; may be run twice
     */
    public void whenOver(Runnable action) {
        Runnable before = afterwards;
        afterwards = before == null
                ? action
                : () -> {
                    before.run();
                    action.run();
                };
        if (isOver.get()) {
            action.run();
        }
    }

    /**
     * Tells that the answer is one of ours because the server's leg failed, which ends the request.
     *
     * @param code what we say of it
     * @param cause what happened
     */
    public void unreachable(ProblemCode code, Throwable cause) {
        failed(cause);
        status = code.status();
        end(Outcome.End.UPSTREAM_FAILED, code);
    }

    /**
     * Tells that we answered the request ourselves.
     *
     * @param value the status of the answer
     */
    public void answeredByUs(int value) {
        kind = Outcome.Kind.OWN;
        status = value;
        end(Outcome.End.COMPLETE, null);
    }

    /**
     * Tells the end; only the first counts.
     *
     * @param end how it ended
     * @param problem the code when the answer was a problem of ours
     */
    public void end(Outcome.End end, @Nullable ProblemCode problem) {
        if (isOver.compareAndSet(false, true)) {
            boolean isDenied = isRevoked && end != Outcome.End.COMPLETE;
            Outcome outcome = new Outcome(
                    kind,
                    isDenied ? Outcome.End.DENIED : end,
                    status,
                    isDenied ? ProblemCode.TARGET_DENIED : problem,
                    target,
                    requestBytes,
                    responseBytes,
                    nanosToHead,
                    System.nanoTime() - startNanos,
                    rule,
                    address);
            tell(() -> listener.finished(request, outcome));
            Runnable action = afterwards;
            if (action != null) {
                action.run();
            }
        }
    }

    private void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException e) {
            LOG.warn("The listener has thrown", e);
        }
    }
}
