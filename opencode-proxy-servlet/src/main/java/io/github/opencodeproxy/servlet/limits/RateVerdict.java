package io.github.opencodeproxy.servlet.limits;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether a request is within its rate. Immutable.
 *
 * @param nanosToWait 0 when it is; else how long until the next one would be, in nanoseconds
 */
public record RateVerdict(long nanosToWait) {

    /** It is. */
    public static final RateVerdict ALLOWED = new RateVerdict(0);

    /** A view, so that nobody can obtrude another value. */
    private static final CompletionStage<RateVerdict> ALLOWED_NOW =
            CompletableFuture.completedFuture(ALLOWED).minimalCompletionStage();

    /** Checks the range. */
    public RateVerdict {
        if (nanosToWait < 0) {
            throw new IllegalArgumentException("A wait cannot be negative");
        }
    }

    /** {@return whether the request is within its rate} */
    public boolean isAllowed() {
        return nanosToWait == 0;
    }

    /** {@return {@link #ALLOWED}, known already; always the same} */
    public static CompletionStage<RateVerdict> allowedNow() {
        return ALLOWED_NOW;
    }
}
