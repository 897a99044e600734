package io.github.opencodeproxy.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Redis may be asked. After a failure nobody waits for it any more, but for one request each second that finds out
 * whether it is back. Says once that it is gone and once that it is back.
 */
final class Outage {

    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(RedisRates.class);

    private enum State {
        THERE,
        GONE
    }

    private final String address;
    private final LongSupplier nanoTime;
    private final AtomicReference<State> state = new AtomicReference<>(State.THERE);
    private final AtomicLong nextTry = new AtomicLong();

    /** The address has no credentials in it. */
    Outage(String address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
    }

    boolean mayAsk() {
        if (state.get() == State.THERE) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long due = nextTry.get();
        return now - due >= 0 && nextTry.compareAndSet(due, now + PAUSE_NANOS);
    }

    void failed(Throwable cause) {
        nextTry.set(nanoTime.getAsLong() + PAUSE_NANOS);
        if (state.getAndSet(State.GONE) == State.THERE) {
            // Without the message: it is not ours, and may quote what was sent.
            LOG.warn(
                    "Redis at {} does not answer ({}): each node counts on its own until it does",
                    address,
                    cause.getClass().getSimpleName());
        }
    }

    void answered() {
        if (state.get() == State.GONE && state.getAndSet(State.THERE) == State.GONE) {
            LOG.info("Redis at {} answers again: the nodes count together", address);
        }
    }
}
