package io.github.opencodeproxy.servlet.upstream;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.jspecify.annotations.Nullable;

/** Tells what it was that went wrong on the upstream leg. */
public final class UpstreamFailure {

    private UpstreamFailure() {}

    /**
     * {@return the code for a failure of Jetty's client}
     *
     * @param failure the failure, of which the causes are looked at too
     */
    public static ProblemCode of(Throwable failure) {
        boolean isReset = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            ProblemCode code = classify(cause);
            if (code != null) {
                return code;
            }
            isReset |= cause instanceof IOException;
        }
        return isReset ? ProblemCode.UPSTREAM_RESET : ProblemCode.UPSTREAM_PROTOCOL;
    }

    private static @Nullable ProblemCode classify(Throwable cause) {
        // A connect that takes too long is a SocketTimeoutException here, a silent exchange a TimeoutException.
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return ProblemCode.UPSTREAM_TIMEOUT;
        }
        if (isRefused(cause)) {
            return ProblemCode.UPSTREAM_REFUSED;
        }
        if (cause instanceof SSLException) {
            return ProblemCode.UPSTREAM_TLS;
        }
        if (cause instanceof RejectedExecutionException) {
            return ProblemCode.OVERLOADED;
        }
        if (cause instanceof HttpResponseException || cause instanceof HostileAnswerException) {
            return ProblemCode.UPSTREAM_PROTOCOL;
        }
        return null;
    }

    /** Without a route some of it is no ConnectException: "Network is unreachable" may come as its parent, or from a bind. */
    private static boolean isRefused(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof BindException
                || (cause instanceof SocketException && "Network is unreachable".equals(cause.getMessage()));
    }
}
