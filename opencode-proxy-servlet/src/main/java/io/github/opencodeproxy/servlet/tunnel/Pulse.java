package io.github.opencodeproxy.servlet.tunnel;

/**
 * Tells whether the peer of one leg is still there. Whatever comes from it is a sign of life, and so is that it takes what
 * it is sent. Its answers to pings are not heard while we do not read, and a ping waits behind what is being sent, so they
 * are missed only when neither is so. A peer that takes nothing is gone for us, even if it talks.
 */
final class Pulse {

    private static final int MISSED_LIMIT = 2;

    /** More, since a container does not show how much of a message a slow client has taken. */
    private static final int STUCK_LIMIT = 3 * MISSED_LIMIT;

    private volatile boolean isHeard = true;
    private volatile boolean hasTaken;

    /** Only the timer's. */
    private int missed;

    /** Only the timer's. */
    private int stuck;

    void heard() {
        isHeard = true;
    }

    void taken() {
        hasTaken = true;
        isHeard = true;
    }

    /**
     * {@return whether the peer has not answered two pings, or has taken nothing for six} Asked once before each ping.
     *
     * @param isReading whether its answer would be heard
     * @param isSending whether something waits for it to be taken
     */
    boolean isLost(boolean isReading, boolean isSending) {
        stuck = isSending && !hasTaken ? stuck + 1 : 0;
        hasTaken = false;
        if (isHeard) {
            isHeard = false;
            missed = 0;
        } else if (isReading && !isSending) {
            missed++;
        }
        return missed >= MISSED_LIMIT || stuck >= STUCK_LIMIT;
    }
}
