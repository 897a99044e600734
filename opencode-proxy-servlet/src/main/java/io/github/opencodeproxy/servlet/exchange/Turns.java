package io.github.opencodeproxy.servlet.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serialises the two threads that may drive one body, the container's and the client's, without a lock: whoever comes
 * second leaves its turn to the first, which then looks again.
 */
final class Turns {

    private final AtomicInteger waiting = new AtomicInteger();

    /** Runs the step now or lets the running one repeat it. The step must not throw. */
    void take(Runnable step) {
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
