package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.health.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/** Delays by the timer that the client of the upstream leg keeps, which stops with it. */
public final class JettyDelay implements Delay {

    private final Scheduler scheduler;

    /**
     * Makes a delay.
     *
     * @param scheduler a timer that runs; not null
     */
    public JettyDelay(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public Runnable after(Duration delay, Runnable task) {
        Scheduler.Task scheduled = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return scheduled::cancel;
    }
}
