package io.github.opencodeproxy.sample;

import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The threads of both legs. Nothing on the way of a proxied request waits on one, so a few per processor do all the work;
 * the rest are a reserve against clients that read slowly, of which static files get a part: {@link StaticTurns}.
 */
final class HttpThreads extends QueuedThreadPool {

    private static final int MAX = 64;
    private static final int MIN = 4;
    private static final Duration IDLE = Duration.ofSeconds(30);

    HttpThreads() {
        super(MAX, MIN, Math.toIntExact(IDLE.toMillis()));
        setName("http");
    }

    /**
     * Runs the job, a connection at once: Jetty asks for that when an answer was completed by another thread than the one
     * that began it, to look for the next request. Mostly there is none yet, and waking a thread for it costs more than
     * looking. A request that may wait is given away by {@link WaitingHandler}.
     */
    @Override
    public void execute(Runnable job) {
        if (job instanceof Connection) {
            job.run();
        } else {
            super.execute(job);
        }
    }
}
