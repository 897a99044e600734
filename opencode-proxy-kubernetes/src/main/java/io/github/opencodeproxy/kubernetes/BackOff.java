package io.github.opencodeproxy.kubernetes;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: twice as long each time, up to a limit. Up to half of it is left to chance, so that
 * a thousand pods do not come back at the same moment. For one thread.
 */
final class BackOff {

    private final Duration shortest;
    private final Duration longest;
    private final DoubleSupplier chance;
    private Duration next;

    /**
     * Starts with the shortest.
     *
     * @param chance from 0 to 1
     */
    BackOff(Duration shortest, Duration longest, DoubleSupplier chance) {
        this.shortest = shortest;
        this.longest = longest;
        this.chance = chance;
        this.next = shortest;
    }

    Duration next() {
        Duration wait = next;
        Duration twice = wait.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return spread(wait);
    }

    /** For what changes only when a person does something. */
    Duration longest() {
        next = longest;
        return spread(longest);
    }

    void reset() {
        next = shortest;
    }

    private Duration spread(Duration wait) {
        return Duration.ofNanos((long) (wait.toNanos() * (1 - chance.getAsDouble() / 2)));
    }
}
