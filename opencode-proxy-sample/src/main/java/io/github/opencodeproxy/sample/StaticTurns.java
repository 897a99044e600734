package io.github.opencodeproxy.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * How many threads write static files at a time. Such a write blocks while its client does not read, so without a limit a
 * few dozen slow readers would have every thread. Those beyond wait without one: a page asks for more files at once than
 * there are turns. Safe for use by many threads.
 */
final class StaticTurns {

    private final int waitingLimit;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free;

    StaticTurns(int threads, int waitingLimit) {
        free = threads;
        this.waitingLimit = waitingLimit;
    }

    /** {@return whether the job will be run} It holds its turn until it returns or throws. */
    boolean run(Executor executor, Runnable job) {
        Runnable turn = () -> {
            try {
                job.run();
            } finally {
                next(executor);
            }
        };
        synchronized (this) {
            if (free == 0) {
                return waiting.size() < waitingLimit && waiting.add(turn);
            }
            free--;
        }
        executor.execute(turn);
        return true;
    }

    private void next(Executor executor) {
        Runnable turn;
        synchronized (this) {
            turn = waiting.poll();
            if (turn == null) {
                free++;
                return;
            }
        }
        executor.execute(turn);
    }
}
