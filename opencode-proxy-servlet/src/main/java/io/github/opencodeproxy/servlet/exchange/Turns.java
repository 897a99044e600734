package io.github.opencodeproxy.servlet.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serialises the two threads that may drive one body, the container's and the client's, without a lock: whoever comes
 * second leaves its turn to the first, which then looks again. Safe for use by many threads.
 */
public final class Turns {

    private final AtomicInteger waiting = new AtomicInteger();

    /** Makes turns that nobody has taken. */
    public Turns() {}

    /**
     * Runs the step now or lets the running one repeat it.
     *
     * @param step the same each time; must not throw
     */
    public void take(Runnable step) {
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        do {
            step.run();
            taken = waiting.addAndGet(-taken);
        } while (taken != 0);
    }
}
