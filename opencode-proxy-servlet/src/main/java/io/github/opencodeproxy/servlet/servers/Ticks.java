package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.health.Delay;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says again and again what it is time for, as long as somebody wants to know. Safe for use by many threads. */
final class Ticks {

    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

    /** The list of servers is looked at more often than they are. */
    private static final int LOOKS_PER_ROUND = 5;

    private final long roundNanos;
    private final long beatNanos;
    private final Duration step;
    private final Delay delay;
    private final Executor executor;
    private final LongSupplier nanoTime;

    /**
     * What it is time for.
     *
     * @param isRound to look at each server
     * @param isBeat to show silent streams that we are there
     */
    record Due(boolean isRound, boolean isBeat) {}

    Ticks(Duration round, Duration beat, Delay delay, Executor executor, LongSupplier nanoTime) {
        roundNanos = round.toNanos();
        beatNanos = beat.toNanos();
        step = Duration.ofNanos(Math.max(1, Math.min(roundNanos / LOOKS_PER_ROUND, beatNanos)));
        this.delay = delay;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** Runs soon and then again, one at a time, until it says that nobody wants to know; the first time is a round. */
    void start(Predicate<Due> look) {
        long now = nanoTime.getAsLong();
        new Row(look, now - roundNanos, now).soon();
    }

    /** Runs something that waits for nothing, on a thread of the client's; never when that has stopped. */
    void soon(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException isStopped) {
            LOG.debug("Too late", isStopped);
        }
    }

    private final class Row implements Runnable {

        private final Predicate<Due> look;
        private long lastRound;
        private long lastBeat;

        Row(Predicate<Due> look, long lastRound, long lastBeat) {
            this.look = look;
            this.lastRound = lastRound;
            this.lastBeat = lastBeat;
        }

        void soon() {
            Ticks.this.soon(this);
        }

        @Override
        public void run() {
            long now = nanoTime.getAsLong();
            Due due = new Due(now - lastRound >= roundNanos, now - lastBeat >= beatNanos);
            lastRound = due.isRound() ? now : lastRound;
            lastBeat = due.isBeat() ? now : lastBeat;
            if (isWanted(due)) {
                later();
            }
        }

        private boolean isWanted(Due due) {
            try {
                return look.test(due);
            } catch (RuntimeException e) {
                LOG.warn("Servers could not be looked at; the next look may", e);
                return true;
            }
        }

        private void later() {
            try {
                Runnable unused = delay.after(step, this::soon);
            } catch (RejectedExecutionException isStopped) {
                LOG.debug("Too late", isStopped);
            }
        }
    }
}
