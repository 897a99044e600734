package io.github.opencodeproxy.servlet.limits;

/**
 * A bucket of requests that fills up steadily. Immutable.
 *
 * @param perSecond how many requests a second it takes in the long run, 1 to 999,999,999
 * @param burst how many it takes at once after a rest, 1 to 999,999,999
 */
public record Rate(int perSecond, int burst) {

    private static final int MOST = 999_999_999;

    /** Checks the range. */
    public Rate {
        if (perSecond < 1 || perSecond > MOST || burst < 1 || burst > MOST) {
            throw new IllegalArgumentException("A rate and its burst are numbers from 1 to " + MOST);
        }
    }

    /** {@return how long an empty bucket takes to be full, in whole seconds, at least 1} */
    long secondsToFill() {
        return Math.max(1, (burst + perSecond - 1L) / perSecond);
    }
}
