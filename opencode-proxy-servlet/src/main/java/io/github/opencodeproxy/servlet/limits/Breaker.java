package io.github.opencodeproxy.servlet.limits;

import java.util.concurrent.TimeUnit;

/**
 * The circuit breaker of one server that has failed. Opens after some failures in a row; when it has been open for a while
 * one request may try, and what becomes of that one decides. A success ends it altogether: see {@link Breakers}.
 */
final class Breaker {

    /** How many failures in a row open it. */
    static final int FAILURES = 5;

    /** How long it stays open, and how long a try may take before another may. */
    static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Failures that are older do not count any more. */
    private static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What {@link #admit} returns for the one request that tries. */
    static final long TRY = -1;

    private int failures;
    private long lastFailure;
    private long openUntil;
    private boolean isTrying;
    private long tryUntil;

    /** {@return 0 to go on, {@link #TRY} to go on as the one that tries, else how long to wait in nanoseconds} */
    synchronized long admit(long now) {
        if (failures < FAILURES) {
            return 0;
        }
        if (openUntil - now > 0) {
            return openUntil - now;
        }
        if (isTrying && tryUntil - now > 0) {
            return tryUntil - now;
        }
        isTrying = true;
        // A model may think for minutes before it answers, and a server that takes a request that long is not dead.
        tryUntil = now + OPEN_NANOS;
        return TRY;
    }

    synchronized void failed(long now) {
        if (failures < FAILURES && isForgotten(now)) {
            failures = 0;
        }
        lastFailure = now;
        boolean isOpen = failures >= FAILURES && openUntil - now > 0;
        if (failures < FAILURES) {
            failures++;
        }
        // What was under way when it opened does not prolong it.
        if (failures >= FAILURES && !isOpen) {
            openUntil = now + OPEN_NANOS;
            isTrying = false;
        }
    }

    /** The one that tried ended without saying anything of the server. */
    synchronized void untried() {
        isTrying = false;
    }

    /** {@return whether nothing of it counts any more} */
    synchronized boolean isForgotten(long now) {
        return now - lastFailure > MEMORY_NANOS;
    }
}
