package io.github.opencodeproxy.servlet.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Says when a silent event stream needs a comment, so that gateways keep it open and a client that is gone is noticed. A
 * comment may stand only between two events. One timer for each stream: it is not moved when the server speaks, but looks
 * when it fires whether the server has.
 */
final class Heartbeat {

    /** A comment and the end of an event that is none (WHATWG HTML, 9.2.6). */
    static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    /** WHATWG HTML, 9.2.5: one may lead a stream. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final int TWO_BYTES = 0xffff;
    private static final int LF_LF = 0x0a0a;
    private static final int CR_CR = 0x0d0d;
    private static final int CRLF_CRLF = 0x0d0a0d0a;

    private final Scheduler scheduler;
    private final long intervalNanos;

    private volatile long heardNanos = System.nanoTime();
    private volatile boolean isTime;
    private volatile boolean isStopped;
    private volatile Scheduler.@Nullable Task timer;

    // Of the relay's turns alone.
    private int lastBytes = LF_LF;
    private boolean isHalfWay;
    private boolean isFirst = true;
    private boolean hasBeaten;

    Heartbeat(Scheduler scheduler, Duration interval) {
        this.scheduler = scheduler;
        this.intervalNanos = interval.toNanos();
    }

    /** Begins; {@code wake} is run when a comment may be due. */
    void start(Runnable wake) {
        schedule(wake, intervalNanos);
    }

    private void schedule(Runnable wake, long nanos) {
        timer = scheduler.schedule(() -> tick(wake), nanos, TimeUnit.NANOSECONDS);
        if (isStopped) {
            stop();
        }
    }

    private void tick(Runnable wake) {
        if (isStopped) {
            return;
        }
        long silence = System.nanoTime() - heardNanos;
        if (silence >= intervalNanos) {
            isTime = true;
            wake.run();
            schedule(wake, intervalNanos);
        } else {
            schedule(wake, intervalNanos - silence);
        }
    }

    void stop() {
        isStopped = true;
        Scheduler.Task running = timer;
        if (running != null) {
            running.cancel();
        }
    }

    /** The server has spoken. */
    void heard(ByteBuffer event) {
        heardNanos = System.nanoTime();
        isTime = false;
        if (isFirst && hasBeaten && startsWithMark(event)) {
            // After our comment it would no longer be the mark at the beginning, but part of a field's name.
            event.position(event.position() + BYTE_ORDER_MARK.length);
        }
        isFirst = false;
        for (int i = Math.max(event.position(), event.limit() - Integer.BYTES); i < event.limit(); i++) {
            lastBytes = (lastBytes << 8) | (event.get(i) & 0xff);
        }
    }

    private static boolean startsWithMark(ByteBuffer event) {
        return event.remaining() >= BYTE_ORDER_MARK.length
                && event.slice(event.position(), BYTE_ORDER_MARK.length).equals(ByteBuffer.wrap(BYTE_ORDER_MARK));
    }

    /** {@return whether a comment is to be written, or to be flushed} */
    boolean isDue() {
        return isHalfWay || (isTime && isBetweenEvents());
    }

    private boolean isBetweenEvents() {
        int two = lastBytes & TWO_BYTES;
        return two == LF_LF || two == CR_CR || lastBytes == CRLF_CRLF;
    }

    /** {@return whether a comment is written and not flushed} */
    boolean isHalfWay() {
        return isHalfWay;
    }

    void written() {
        isTime = false;
        isHalfWay = true;
        hasBeaten = true;
    }

    void flushed() {
        isHalfWay = false;
    }
}
