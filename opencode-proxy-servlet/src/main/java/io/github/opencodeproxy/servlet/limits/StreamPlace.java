package io.github.opencodeproxy.servlet.limits;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The place of an event stream of our own, which goes to no server, among those that its user and all together may have open.
 * Safe for use by many threads; closing it twice gives back once.
 */
public final class StreamPlace implements AutoCloseable {

    private final AtomicBoolean isOpen = new AtomicBoolean(true);
    private final Runnable giveBack;

    StreamPlace(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /** Gives it back. */
    @Override
    public void close() {
        if (isOpen.compareAndSet(true, false)) {
            giveBack.run();
        }
    }
}
