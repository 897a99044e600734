package io.github.opencodeproxy.servlet.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * How long the upstream leg may take to begin. Jetty's client limits the connection and the silence of an exchange by
 * itself.
 *
 * @param scheduler the timer
 * @param handshake how long a TLS handshake may take, the connection included
 * @param headers how long a server may think before its answer begins, null for as long as it likes
 */
public record Timeouts(
        Scheduler scheduler, Duration handshake, @Nullable Duration headers) {

    /** Starts the limits of one request; {@code onTimeout} is told at most once for each. */
    public TimeLimits start(Request request, boolean isTls, Consumer<Throwable> onTimeout) {
        TimeLimits limits = new TimeLimits(
                isTls ? schedule(handshake, "No TLS handshake", onTimeout) : null,
                headers == null ? null : schedule(headers, "No answer", onTimeout));
        if (isTls) {
            request.onRequestCommit(sent -> limits.headSent());
        }
        return limits;
    }

    private Scheduler.Task schedule(Duration after, String what, Consumer<Throwable> onTimeout) {
        return scheduler.schedule(
                () -> onTimeout.accept(new TimeoutException(what)), after.toMillis(), TimeUnit.MILLISECONDS);
    }
}
