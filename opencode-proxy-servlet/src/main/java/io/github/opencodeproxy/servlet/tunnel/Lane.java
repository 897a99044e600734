package io.github.opencodeproxy.servlet.tunnel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** A few threads of an executor for work that may wait, which so never has them all. Safe for use by many threads. */
final class Lane implements Executor {

    private final Executor executor;
    private final Semaphore threads;
    private final Queue<Runnable> works = new ConcurrentLinkedQueue<>();

    Lane(Executor executor, int threads) {
        this.executor = executor;
        this.threads = new Semaphore(threads);
    }

    @Override
    public void execute(Runnable work) {
        works.add(work);
        start();
    }

    private void start() {
        if (!works.isEmpty() && threads.tryAcquire()) {
            boolean isTaken = false;
            try {
                executor.execute(this::run);
                isTaken = true;
            } finally {
                if (!isTaken) {
                    threads.release();
                }
            }
        }
    }

    private void run() {
        try {
            for (Runnable work = works.poll(); work != null; work = works.poll()) {
                work.run();
            }
        } finally {
            threads.release();
            // Work may have come after the last look and before the release.
            start();
        }
    }
}
