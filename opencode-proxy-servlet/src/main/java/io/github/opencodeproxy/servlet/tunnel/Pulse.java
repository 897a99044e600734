package io.github.opencodeproxy.servlet.tunnel;

/**
 * Tells whether the peer of one leg is still there. Whatever comes from it is a sign of life, and so is that it takes what
 * it is sent. Its answers to pings are not heard while we do not read, so they are missed only while we do.
 */
final class Pulse {

    private static final int LIMIT = 2;

    private volatile boolean isHeard = true;

    /** Only the timer's. */
    private int missed;

    void heard() {
        isHeard = true;
    }

    /**
     * {@return whether the peer has not answered two pings} Asked once before each ping.
     *
     * @param isReading whether its answer would be heard
     * @param isSending whether something waits for it to be taken
     */
    boolean isLost(boolean isReading, boolean isSending) {
        if (isHeard) {
            isHeard = false;
            missed = 0;
            return false;
        }
        if (isReading || isSending) {
            missed++;
        }
        return missed >= LIMIT;
    }
}
