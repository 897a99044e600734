package io.github.opencodeproxy.core.health;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.core.policy.Upstream;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server how it is, by {@code GET /global/health}; where that is unknown, by {@code GET /api/health} as newer
 * servers have it. Never by a directory-scoped route, because these start work on the server. Safe for use by several
 * threads; keeps nothing.
 */
public final class HealthCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String PATH = "/global/health";
    private static final String NEWER_PATH = "/api/health";

    private final TargetGate gate;
    private final HealthProbe probe;
    private final Delay delay;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /**
     * Makes a check.
     *
     * @param gate who decides whether a server may be looked at
     * @param probe who asks
     * @param delay the timer of the limit
     * @param clock the time of day, for the result
     * @param nanoTime a monotonic clock in nanoseconds, for limits and latency
     */
    public HealthCheck(TargetGate gate, HealthProbe probe, Delay delay, Clock clock, LongSupplier nanoTime) {
        this.gate = Objects.requireNonNull(gate, "gate");
        this.probe = Objects.requireNonNull(probe, "probe");
        this.delay = Objects.requireNonNull(delay, "delay");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    /**
     * Checks a server once, within 5 s, the name lookup included.
     *
     * @param target the server
     * @param credentials what to send along
     * @return healthy or unhealthy; never fails
     */
    public CompletionStage<ServerHealth> check(Target target, Credentials credentials) {
        return check(target, () -> credentials, decision -> {});
    }

    /**
     * Checks a server once, within 5 s, the name lookup included.
     *
     * @param target the server
     * @param credentials gives what to send along, when a vetted server is about to be asked; may be asked twice
     * @param witness is told what the gate decided, on the thread where it did; does not wait
     * @return healthy or unhealthy; fails only with what the supplier throws
     */
    public CompletionStage<ServerHealth> check(
            Target target, Supplier<Credentials> credentials, Consumer<Decision> witness) {
        long start = nanoTime.getAsLong();
        CompletableFuture<Finding> finding = gate.admit(target)
                .thenCompose(decision -> {
                    witness.accept(decision);
                    return examine(target, decision, credentials, start);
                })
                .toCompletableFuture()
                .copy();
        Runnable callOff = delay.after(TIMEOUT, () -> finding.completeExceptionally(new TimeoutException()));
        return finding.whenComplete((found, failure) -> callOff.run())
                .handle((found, failure) -> found == null ? unhealthy(failure) : found)
                .thenApply(found -> found.toHealth(Duration.ofNanos(nanoTime.getAsLong() - start), clock.instant()));
    }

    private CompletionStage<Finding> examine(
            Target target, Decision decision, Supplier<Credentials> credentials, long start) {
        if (decision instanceof Decision.Allow allow) {
            return ask(allow.upstream(), PATH, credentials, start)
                    .thenCompose(first -> first.isUnknownRoute()
                            ? askAgain(target, allow.upstream(), credentials, start)
                            : CompletableFuture.completedFuture(first.toFinding()));
        }
        if (decision instanceof Decision.Unresolved unresolved) {
            boolean late = unresolved.cause() == Decision.Unresolved.Cause.TIMEOUT;
            return found(late ? UnhealthyReason.TIMEOUT : UnhealthyReason.DNS);
        }
        return found(UnhealthyReason.DENIED);
    }

    /** The first question took its time: the policy may have changed. */
    private CompletionStage<Finding> askAgain(
            Target target, Upstream upstream, Supplier<Credentials> credentials, long start) {
        return gate.objection(target, upstream).isPresent()
                ? found(UnhealthyReason.DENIED)
                : ask(upstream, NEWER_PATH, credentials, start).thenApply(HealthAnswer::toFinding);
    }

    private CompletionStage<HealthAnswer> ask(
            Upstream upstream, String path, Supplier<Credentials> source, long start) {
        long left = TIMEOUT.toNanos() - (nanoTime.getAsLong() - start);
        if (left <= 0) {
            return CompletableFuture.failedFuture(new HealthProbeException(UnhealthyReason.TIMEOUT));
        }
        Credentials credentials = give(source);
        boolean authenticated = credentials.field().isPresent();
        return probe.get(upstream, path, credentials, Duration.ofNanos(left))
                .thenApply(answer -> HealthAnswer.read(answer, authenticated));
    }

    private static Credentials give(Supplier<Credentials> source) {
        try {
            return source.get();
        } catch (RuntimeException e) {
            throw new NotGivenException(e);
        }
    }

    private static Finding unhealthy(@Nullable Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof NotGivenException notGiven) {
            throw new CompletionException(notGiven.getCause());
        }
        return Finding.of(reason(cause));
    }

    private static CompletionStage<Finding> found(UnhealthyReason reason) {
        return CompletableFuture.completedFuture(Finding.of(reason));
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static UnhealthyReason reason(@Nullable Throwable cause) {
        if (cause instanceof HealthProbeException probeFailure) {
            return probeFailure.reason();
        }
        return cause instanceof TimeoutException ? UnhealthyReason.TIMEOUT : UnhealthyReason.UPSTREAM_ERROR;
    }

    /** Says nothing about the server. */
    private static final class NotGivenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotGivenException(RuntimeException cause) {
            super(null, cause, false, false);
        }
    }
}
