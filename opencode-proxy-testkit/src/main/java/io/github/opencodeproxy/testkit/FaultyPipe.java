package io.github.opencodeproxy.testkit;

import io.github.opencodeproxy.testkit.Faults.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

/** One direction of one connection. For the thread of its {@link FaultProxy}. */
final class FaultyPipe {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A rate is kept in pieces that a person would not tell from a steady flow. */
    private static final int PIECES_PER_SECOND = 50;

    private final SocketChannel source;
    private final SocketChannel sink;
    private final Supplier<Faults> faults;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

    private long passed;
    private long notBeforeNanos = System.nanoTime();
    private boolean hasSpoken;
    private boolean hasEnded;

    FaultyPipe(SocketChannel source, SocketChannel sink, Supplier<Faults> faults) {
        this.source = source;
        this.sink = sink;
        this.faults = faults;
    }

    boolean wantsToRead() {
        return !hasEnded && !buffer.hasRemaining() && faults.get().isReading();
    }

    boolean wantsToWrite(long nowNanos) {
        return buffer.hasRemaining() && waitNanos(nowNanos) == 0;
    }

    /** {@return how long to wait until there is something to write, -1 when nothing waits} */
    long waitNanos(long nowNanos) {
        return buffer.hasRemaining() ? Math.max(0, notBeforeNanos - nowNanos) : -1;
    }

    /** Takes what the sender has said. */
    void read(long nowNanos) throws IOException {
        buffer.clear();
        int read = source.read(buffer);
        buffer.flip();
        hasSpoken = true;
        boolean isLost = faults.get().isDeaf() || passed >= faults.get().endAfter();
        if (read < 0) {
            hasEnded = true;
            if (!isLost && sink.isConnected()) {
                sink.shutdownOutput();
            }
        } else if (isLost) {
            buffer.position(buffer.limit());
        } else {
            notBeforeNanos =
                    Math.max(notBeforeNanos, nowNanos + faults.get().delay().toNanos());
        }
    }

    /** Hands on as much as may go at once. */
    void write(long nowNanos) throws IOException {
        Faults now = faults.get();
        int most = Math.min(now.slice(), Math.max(1, now.bytesPerSecond() / PIECES_PER_SECOND));
        int limit = buffer.limit();
        buffer.limit((int) Math.min(buffer.position() + (long) most, limit));
        if (now.end() != End.NEVER) {
            buffer.limit((int) Math.min(buffer.limit(), buffer.position() + Math.max(0, now.endAfter() - passed)));
        }
        int written = sink.write(buffer);
        buffer.limit(limit);
        passed += written;
        notBeforeNanos = nowNanos + written * NANOS_PER_SECOND / now.bytesPerSecond();
    }

    /** {@return what is due because enough bytes have passed} */
    End due() throws IOException {
        Faults now = faults.get();
        // After 0 bytes means: when the sender would say the first.
        if (now.end() == End.NEVER || !hasSpoken || passed < now.endAfter()) {
            return End.NEVER;
        }
        if (now.end() == End.HALF_CLOSE && sink.isConnected()) {
            buffer.position(buffer.limit());
            sink.shutdownOutput();
        }
        return now.end();
    }

    boolean hasEnded() {
        return hasEnded && !buffer.hasRemaining();
    }
}
