package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request, told when it is over. Holds no secrets. Immutable.
 *
 * @param kind what it turned out to be
 * @param end how it ended
 * @param status the status that the client saw or would have seen; 499 when it left before there was one
 * @param problem the code when the answer was a problem of ours, null otherwise
 * @param target the server that was asked for, null when none was
 * @param requestBytes how much of the request's body went to the server, in bytes; 0 or more
 * @param responseBytes how much of the server's answer was handed to the container for the client, in bytes; 0 or more
 * @param nanosToHead from the arrival to the server's head, in nanoseconds; -1 without a head
 * @param nanos from the arrival to the end, in nanoseconds
 * @param rule the policy's rule that allowed the server's name, for logs alone; null when none did or none was asked
 * @param address the address that answered or, without an answer, the first that was dialled; null when none was dialled
 */
public record Outcome(
        Kind kind,
        End end,
        int status,
        @Nullable ProblemCode problem,
        @Nullable ServerUrl target,
        long requestBytes,
        long responseBytes,
        long nanosToHead,
        long nanos,
        @Nullable String rule,
        @Nullable InetAddress address) {

    /** An outcome of which the policy was not asked. */
    public Outcome(
            Kind kind,
            End end,
            int status,
            @Nullable ProblemCode problem,
            @Nullable ServerUrl target,
            long requestBytes,
            long responseBytes,
            long nanosToHead,
            long nanos) {
        this(kind, end, status, problem, target, requestBytes, responseBytes, nanosToHead, nanos, null, null);
    }

    /** The status of a request whose client left before it got any, as nginx has it. */
    public static final int CLIENT_CLOSED = 499;

    /** What a request turned out to be. */
    public enum Kind {
        /** An exchange with a server. */
        HTTP,
        /** An exchange whose answer is {@code text/event-stream}. */
        EVENT_STREAM,
        /** A tunnel. */
        WEBSOCKET,
        /** Answered by ourselves without asking a server for it. */
        OWN
    }

    /** How a request ended. */
    public enum End {
        /** The client got all there was to get. */
        COMPLETE,
        /** We refused it. */
        DENIED,
        /** The server could not be reached, or its answer was none or broke. */
        UPSTREAM_FAILED,
        /** The client went away first. */
        CLIENT_LEFT
    }
}
