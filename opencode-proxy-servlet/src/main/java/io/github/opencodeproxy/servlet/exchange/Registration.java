package io.github.opencodeproxy.servlet.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives a listener to the container from a thread that is not the container's. Tomcat waits there for the lock that it
 * holds while it calls us, so whoever registers must hold no lock that a call of the container's needs. But when the
 * container tells of an error it uses the response for another request as soon as we return, and then nobody may still be
 * registering with it: that call alone waits, and not for ever, because by the end of the wait the registering thread has
 * either returned or stands before the container's lock, with nothing left to do to the response.
 */
final class Registration {

    /** Ample for what a registering thread does before it meets the container's lock. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Duration patience;
    private final List<Thread> registering = new ArrayList<>(1);

    Registration() {
        this(PATIENCE);
    }

    Registration(Duration patience) {
        this.patience = patience;
    }

    /** The current thread is going to register. Said while it holds what decides that it does, so that nobody misses it. */
    synchronized void begin() {
        registering.add(Thread.currentThread());
    }

    /** The current thread has registered, or will not. Once for each {@link #begin}. */
    synchronized void end() {
        registering.remove(Thread.currentThread());
        notifyAll();
    }

    /** Waits until nobody registers, or cannot go on before the caller returns to the container. */
    synchronized void await() {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (isAnotherRegistering()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAnotherRegistering() {
        return registering.stream().anyMatch(thread -> thread != Thread.currentThread());
    }
}
