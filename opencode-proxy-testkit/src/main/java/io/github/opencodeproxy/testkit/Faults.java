package io.github.opencodeproxy.testkit;

import java.time.Duration;

/**
 * What a {@link FaultProxy} does to the bytes of one direction, in the words of a test. Immutable; every limit counts the
 * bytes of one connection.
 *
 * @param delay how long a piece is held back before it goes on
 * @param bytesPerSecond how fast bytes go on at most
 * @param slice how many bytes go on at once at most
 * @param end what happens once {@code endAfter} bytes have passed
 * @param endAfter after how many bytes, exactly
 * @param isReading whether bytes are taken from the sender
 * @param isDeaf whether the bytes taken are thrown away
 */
public record Faults(
        Duration delay, int bytesPerSecond, int slice, End end, long endAfter, boolean isReading, boolean isDeaf) {

    private static final Faults NONE =
            new Faults(Duration.ZERO, Integer.MAX_VALUE, Integer.MAX_VALUE, End.NEVER, Long.MAX_VALUE, true, false);

    /** How a connection comes to its end. */
    public enum End {
        /** Not by our doing. */
        NEVER,
        /** Both sides see an orderly close. */
        CUT,
        /** Both sides see a reset. */
        RESET,
        /** The receiver sees the end of what the sender says, and may go on speaking. */
        HALF_CLOSE
    }

    /** {@return no fault: bytes go on as they come} */
    public static Faults none() {
        return NONE;
    }

    /**
     * {@return these faults, and each piece is held back}
     *
     * @param time how long, at least zero
     */
    public Faults delay(Duration time) {
        return new Faults(time, bytesPerSecond, slice, end, endAfter, isReading, isDeaf);
    }

    /**
     * {@return these faults, and bytes go on no faster}
     *
     * @param bytes per second, at least 1
     */
    public Faults rate(int bytes) {
        return new Faults(delay, bytes, slice, end, endAfter, isReading, isDeaf);
    }

    /**
     * {@return these faults, and no more bytes go on at once}
     *
     * @param bytes at least 1
     */
    public Faults slice(int bytes) {
        return new Faults(delay, bytesPerSecond, bytes, end, endAfter, isReading, isDeaf);
    }

    /**
     * {@return these faults, and an orderly close of both sides}
     *
     * @param bytes after how many, at least 0
     */
    public Faults cutAfter(long bytes) {
        return endAfter(End.CUT, bytes);
    }

    /**
     * {@return these faults, and a reset of both sides}
     *
     * @param bytes after how many, at least 0
     */
    public Faults resetAfter(long bytes) {
        return endAfter(End.RESET, bytes);
    }

    /**
     * {@return these faults, and the receiver is told that no more will come; the rest is thrown away}
     *
     * @param bytes after how many, at least 0
     */
    public Faults halfCloseAfter(long bytes) {
        return endAfter(End.HALF_CLOSE, bytes);
    }

    private Faults endAfter(End how, long bytes) {
        return new Faults(delay, bytesPerSecond, slice, how, bytes, isReading, isDeaf);
    }

    /** {@return these faults, and nothing is taken from the sender, who has to stop when the buffers are full} */
    public Faults stopReading() {
        return new Faults(delay, bytesPerSecond, slice, end, endAfter, false, isDeaf);
    }

    /** {@return these faults, and all that is said is lost, the sender's close too: nobody will ever answer} */
    public Faults neverAnswer() {
        return new Faults(delay, bytesPerSecond, slice, end, endAfter, isReading, true);
    }
}
