package io.github.opencodeproxy.core.health;

import java.time.Duration;

/**
 * Runs something later. Given from outside, because the timer that the JDK has for everybody keeps the class loader of the
 * application that used it first.
 */
@FunctionalInterface
public interface Delay {

    /**
     * Schedules a task.
     *
     * @param delay how long to wait, not null
     * @param task what to run then, not null; does not block
     * @return calls the task off; without effect once it has run
     */
    Runnable after(Duration delay, Runnable task);
}
