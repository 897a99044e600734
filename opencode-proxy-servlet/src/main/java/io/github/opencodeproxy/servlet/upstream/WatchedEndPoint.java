package io.github.opencodeproxy.servlet.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, between Jetty's client and the socket or its TLS. It holds answers to
 * {@link AnswerFraming}, and it does three things that the client would do otherwise:
 *
 * <ul>
 *   <li>A write that fails is held back while an answer may come: a server that answers before it has read the whole body,
 *       and closes, has often said why.
 *   <li>A connection on which more came than was asked for is not used again.
 *   <li>It is known whether the connection was used before and closed without a byte: {@link #isStale}.
 * </ul>
 */
final class WatchedEndPoint extends ForwardingEndPoint {

    /** How long the answer of a server that reads no more may take to begin. */
    private static final long PATIENCE_MILLIS = 1_000;

    private static final byte[] NOTHING = {};
    private static final int HEAD = 0x48454144;

    private final Scheduler scheduler;
    private final AnswerFraming framing = new AnswerFraming();
    private final Written written = new Written();

    private final AtomicReference<@Nullable Callback> held = new AtomicReference<>();

    /** The first bytes of a head, kept until they show whether it is an interim one; most often empty. */
    private byte[] begun = NOTHING;

    private volatile boolean isRequestDue = true;
    private volatile boolean isSpent;
    private volatile boolean hasAnswer;
    private volatile boolean isUsedBefore;
    private volatile boolean isUnwanted;

    WatchedEndPoint(EndPoint endPoint, Scheduler scheduler) {
        super(endPoint);
        this.scheduler = scheduler;
    }

    /** {@return whether the server closed a connection that was used before without having said anything} */
    boolean isStale() {
        return isUsedBefore && !hasAnswer;
    }

    /** The exchange is over. {@return whether another may follow} */
    boolean release() {
        isUsedBefore = true;
        isRequestDue = true;
        hasAnswer = false;
        return !isSpent && held.get() == null;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (framing.isUpgraded()) {
            return endPoint.fill(buffer);
        }
        while (true) {
            putBack(buffer);
            int filled = isUnwanted ? -1 : endPoint.fill(buffer);
            if (filled < 0 && framing.isUntilClose()) {
                failIfReset();
            }
            if (filled < 0 && framing.isInTrailers()) {
                // Jetty's parser would take it for the end.
                throw new EOFException("Closed in the trailers");
            }
            if (filled <= 0) {
                takeAll(buffer);
                return filled;
            }
            if (isRequestDue || framing.isEnd()) {
                // Nobody asked: what it says could only be mistaken for another's answer.
                isSpent = true;
                BufferUtil.clear(buffer);
                return -1;
            }
            hasAnswer = true;
            follow(buffer);
            if (buffer.hasRemaining()) {
                return buffer.remaining();
            }
        }
    }

    /** Jetty takes a reset for an end, and here an end makes the answer whole. The channel remembers a reset. */
    private void failIfReset() throws IOException {
        if (endPoint.getTransport() instanceof SocketChannel channel && channel.isOpen()) {
            channel.read(ByteBuffer.allocate(1));
        }
    }

    /** Reads no more from the server: it seems to have closed. */
    void leaveUnread() {
        isSpent = true;
        isUnwanted = true;
    }

    private void follow(ByteBuffer buffer) throws HostileAnswerException {
        int end = framing.follow(buffer);
        if (end < buffer.limit()) {
            isSpent = true;
            buffer.limit(end);
        }
        if (framing.isUndecided()) {
            framing.rewind();
            takeAll(buffer);
        } else if (framing.isInterim()) {
            BufferUtil.clear(buffer);
        }
    }

    private void putBack(ByteBuffer buffer) {
        if (begun.length > 0) {
            int position = BufferUtil.flipToFill(buffer);
            buffer.put(begun);
            BufferUtil.flipToFlush(buffer, position);
            begun = NOTHING;
        }
    }

    private void takeAll(ByteBuffer buffer) {
        if (buffer.hasRemaining()) {
            begun = BufferUtil.toArray(buffer);
            BufferUtil.clear(buffer);
        }
    }

    @Override
    public void write(Callback callback, ByteBuffer... buffers) {
        if (framing.isUpgraded()) {
            endPoint.write(callback, buffers);
            return;
        }
        if (isRequestDue) {
            hasAnswer = false;
            framing.begin(isHead(buffers[0]));
            isRequestDue = false;
        }
        written.callback = callback;
        endPoint.write(written, buffers);
    }

    private static boolean isHead(ByteBuffer request) {
        int at = request.position();
        return request.remaining() > 4 && request.getInt(at) == HEAD && request.get(at + 4) == ' ';
    }

    /** The one write that is under way. */
    private final class Written implements Callback {

        private volatile @Nullable Callback callback;

        @Override
        public void succeeded() {
            take().succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            Callback failed = take();
            if (framing.isUpgraded() || !endPoint.isOpen()) {
                failed.failed(failure);
            } else {
                hold(failed, failure);
            }
        }

        private Callback take() {
            Callback taken = Objects.requireNonNull(callback);
            callback = null;
            return taken;
        }

        @Override
        public InvocationType getInvocationType() {
            Callback waiting = callback;
            return waiting == null ? InvocationType.NON_BLOCKING : waiting.getInvocationType();
        }
    }

    private void hold(Callback failed, Throwable failure) {
        held.set(failed);
        scheduler.schedule(
                () -> {
                    if (!hasAnswer) {
                        letGo(failure);
                    }
                },
                PATIENCE_MILLIS,
                TimeUnit.MILLISECONDS);
        if (!endPoint.isOpen()) {
            letGo(failure);
        }
    }

    private void letGo(@Nullable Throwable failure) {
        Callback failed = held.getAndSet(null);
        if (failed != null) {
            failed.failed(failure == null ? new ClosedChannelException() : failure);
        }
    }

    @Override
    public void close(@Nullable Throwable cause) {
        endPoint.close(cause);
        letGo(cause);
    }

    @Override
    public @Nullable Callback cancelWrite(Throwable cause) {
        Callback pending = held.getAndSet(null);
        Callback cancelled = endPoint.cancelWrite(cause);
        return pending == null ? cancelled : pending;
    }
}
