package io.github.opencodeproxy.servlet.tunnel;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a tunnel. Takes one frame at a time, and the next when the client has taken the last: until then the
 * bytes wait in the connection and slow the server down. Long frames come in pieces.
 */
final class UpstreamEnd implements FrameHandler {

    /** What may be on its way to the server before its sender has to wait. */
    private static final int WINDOW_BYTES = 256 * 1024;

    /** What may be on its way where its sender cannot wait: two of the longest messages. */
    private static final int SWAMP_BYTES = 32 * 1024 * 1024;

    /** What a frame counts besides its payload: one without any takes room too while it waits. */
    private static final int FRAME_BYTES = 512;

    private final Pulse pulse = new Pulse();

    private volatile @Nullable CoreSession session;
    private volatile @Nullable Tunnel tunnel;
    private volatile @Nullable ToClient toClient;
    private volatile boolean isReading;

    /** Guarded by this. */
    private int unsentBytes;

    /** Guarded by this. */
    private boolean isClosed;

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        // Silence is the tunnel's business.
        opened.setIdleTimeout(Duration.ZERO);
        opened.setAutoFragment(true);
        session = opened;
        callback.succeeded();
    }

    /** From now on frames are taken. */
    void begin(Tunnel begun, ToClient taker) {
        tunnel = begun;
        toClient = taker;
        if (isClosed()) {
            begun.serverClosed(new Closing(Closing.BROKEN));
            begun.serverGone();
        } else {
            next();
        }
    }

    Pulse pulse() {
        return pulse;
    }

    boolean isReading() {
        return isReading;
    }

    synchronized boolean isSending() {
        return unsentBytes > 0;
    }

    /** Asks for the next frame. */
    void next() {
        isReading = true;
        session().demand();
    }

    private CoreSession session() {
        return Objects.requireNonNull(session);
    }

    private Tunnel tunnel() {
        return Objects.requireNonNull(tunnel);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        isReading = false;
        pulse.heard();
        switch (frame.getOpCode()) {
            case OpCode.PING -> answer(BufferUtil.copy(frame.getPayload()), callback);
            case OpCode.PONG -> {
                callback.succeeded();
                next();
            }
            // Answered with the same code when the callback has succeeded (RFC 6455, 5.5.1).
            case OpCode.CLOSE -> {
                tunnel().serverClosed(closing(CloseStatus.getCloseStatus(frame)));
                callback.succeeded();
            }
            default -> Objects.requireNonNull(toClient).take(frame, callback);
        }
    }

    /** The next frame only when the answer is gone: a server may send pings for ever and read nothing. */
    private void answer(ByteBuffer payload, Callback callback) {
        Runnable done = () -> {
            callback.succeeded();
            next();
        };
        send(new Frame(OpCode.PONG).setPayload(payload), done);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        Tunnel begun = tunnel;
        if (begun != null) {
            begun.serverFailed(cause);
        }
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        released();
        Tunnel begun = tunnel;
        if (begun != null) {
            begun.serverClosed(closing(status));
            begun.serverGone();
        }
        callback.succeeded();
    }

    private static Closing closing(@Nullable CloseStatus status) {
        if (status == null) {
            return new Closing(Closing.NO_CODE);
        }
        return new Closing(
                status.getCode(), Optional.ofNullable(status.getReason()).orElse(""));
    }

    /**
     * Sends a frame. Returns at once while little is on its way.
     *
     * @return false when too much is: the caller is to wait with {@link #awaitRoom}
     */
    boolean send(byte opCode, ByteBuffer payload, boolean isLast) {
        send(new Frame(opCode).setPayload(payload).setFin(isLast), () -> {});
        return hasRoom();
    }

    /** Counts the frame until it is gone. {@code done} is run then, and also when it cannot be sent. */
    private void send(Frame frame, Runnable done) {
        int cost = frame.getPayloadLength() + FRAME_BYTES;
        synchronized (this) {
            unsentBytes += cost;
        }
        Runnable sent = () -> {
            sent(cost);
            done.run();
        };
        Callback callback = Callback.from(sent, failure -> {
            released();
            done.run();
        });
        session().sendFrame(frame, callback, false);
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    private synchronized boolean hasRoom() {
        return isClosed || unsentBytes <= WINDOW_BYTES;
    }

    private synchronized void sent(int cost) {
        pulse.taken();
        unsentBytes -= cost;
        notifyAll();
    }

    private synchronized void released() {
        isClosed = true;
        unsentBytes = 0;
        notifyAll();
    }

    synchronized boolean isSwamped() {
        return unsentBytes > SWAMP_BYTES;
    }

    /** Waits until little is on its way, or the server is given up, which the tunnel's pulse sees to. */
    synchronized void awaitRoom() throws InterruptedException {
        while (!hasRoom()) {
            wait();
        }
    }

    void ping() {
        session().sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
    }

    void close(Closing closing) {
        session().close(closing.code(), closing.reason().isEmpty() ? null : closing.reason(), Callback.NOOP);
    }

    /** Hangs up without a word. */
    void abort() {
        released();
        CoreSession aborted = session;
        if (aborted != null) {
            aborted.abort();
        }
    }
}
