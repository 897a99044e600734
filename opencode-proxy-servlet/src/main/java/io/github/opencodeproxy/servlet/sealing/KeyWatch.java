package io.github.opencodeproxy.servlet.sealing;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/** Looks after a key file from time to time, on a thread that may wait for a disk. */
public final class KeyWatch implements AutoCloseable {

    private static final long SECONDS = 10;

    private final LiveKeys keys;
    private final Scheduler scheduler;
    private final Executor executor;

    private volatile boolean isClosed;

    private KeyWatch(LiveKeys keys, Scheduler scheduler, Executor executor) {
        this.keys = keys;
        this.scheduler = scheduler;
        this.executor = executor;
    }

    /**
     * Begins.
     *
     * @param keys what is refreshed; a ring in memory needs no watch
     * @param scheduler a timer that runs
     * @param executor where the file is read
     * @return the watch, to be closed before the timer stops
     */
    public static KeyWatch start(LiveKeys keys, Scheduler scheduler, Executor executor) {
        KeyWatch watch = new KeyWatch(keys, scheduler, executor);
        if (keys.isFromFile()) {
            watch.later();
        }
        return watch;
    }

    private void later() {
        if (!isClosed) {
            Scheduler.Task unused = scheduler.schedule(this::look, SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        try {
            executor.execute(() -> {
                try {
                    keys.refresh();
                } finally {
                    later();
                }
            });
        } catch (RejectedExecutionException busy) {
            later();
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
