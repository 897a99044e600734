package io.github.opencodeproxy.servlet.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** What gives the listener to the container. */
    interface Step {

        void run() throws IOException;
    }

    private final Duration patience;
    private @Nullable Thread registering;

    Registration() {
        this(PATIENCE);
    }

    Registration(Duration patience) {
        this.patience = patience;
    }

    void run(Step step) throws IOException {
        synchronized (this) {
            registering = Thread.currentThread();
        }
        try {
            step.run();
        } finally {
            synchronized (this) {
                registering = null;
                notifyAll();
            }
        }
    }

    /** Waits until nobody registers, or cannot go on before the caller returns to the container. */
    synchronized void await() {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (registering != null && registering != Thread.currentThread()) {
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
}
