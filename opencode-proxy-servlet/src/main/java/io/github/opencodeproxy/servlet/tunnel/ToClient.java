package io.github.opencodeproxy.servlet.tunnel;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Utf8StringBuilder;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;

/**
 * Carries the server's messages to the client. Jakarta WebSocket sends only whole messages without waiting, so a message
 * that is not long is gathered and sent like that. A longer one goes in parts, each of which holds a thread until the
 * client has taken it or is given up, so there may be few at once. The next frame is asked for when the last is gone.
 */
final class ToClient {

    /** OpenCode replays a terminal in messages of 64 Ki characters, which are at most 192 KiB. */
    private static final int WHOLE_BYTES = 256 * 1024;

    private final Tunnel tunnel;
    private final UpstreamEnd server;
    private final Session session;
    private final Executor executor;
    private final Semaphore permits;
    private final Utf8StringBuilder text = new Utf8StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    private boolean isText;
    private boolean isInParts;
    private long messageBytes;
    private volatile boolean isSending;

    ToClient(Tunnel tunnel, UpstreamEnd server, Session session, Executor executor, Semaphore permits) {
        this.tunnel = tunnel;
        this.server = server;
        this.session = session;
        this.executor = executor;
        this.permits = permits;
    }

    boolean isSending() {
        return isSending;
    }

    void take(Frame frame, Callback callback) {
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            isText = frame.getOpCode() == OpCode.TEXT;
            isInParts = false;
            messageBytes = 0;
        }
        int length = frame.getPayloadLength();
        messageBytes += length;
        if (tunnel.isEnding() || tunnel.isTooLong(messageBytes)) {
            // Of interest is only the server's own close.
            callback.succeeded();
            server.next();
            return;
        }
        tunnel.carriedToClient(frame);
        gather(frame.getPayload());
        callback.succeeded();
        try {
            pass(frame.isFin());
        } catch (BadPayloadException notUtf8) {
            tunnel.stop(new Closing(Closing.NOT_UTF8));
            server.next();
        }
    }

    private void gather(ByteBuffer payload) {
        if (isText) {
            text.append(payload);
        } else {
            byte[] bytes = BufferUtil.toArray(payload);
            binary.write(bytes, 0, bytes.length);
        }
    }

    private void pass(boolean isLast) {
        if (!isLast && !isInParts && messageBytes <= WHOLE_BYTES) {
            server.next();
        } else if (isText) {
            passText(isLast);
        } else {
            passBinary(isLast);
        }
    }

    private void passText(boolean isLast) {
        String part = isLast
                ? text.takeCompleteString(BadPayloadException.InvalidUtf8::new)
                : text.takePartialString(BadPayloadException.InvalidUtf8::new);
        if (isLast && !isInParts) {
            whole(remote -> remote.sendText(part, this::taken));
        } else {
            part(remote -> remote.sendText(part, isLast));
        }
    }

    private void passBinary(boolean isLast) {
        ByteBuffer part = ByteBuffer.wrap(binary.toByteArray());
        binary.reset();
        if (isLast && !isInParts) {
            whole(remote -> remote.sendBinary(part, this::taken));
        } else {
            part(remote -> remote.sendBinary(part, isLast));
        }
    }

    /** Sends without waiting. */
    private interface WholeMessage {

        void send(RemoteEndpoint.Async remote);
    }

    private void whole(WholeMessage message) {
        isSending = true;
        try {
            message.send(session.getAsyncRemote());
        } catch (IllegalStateException | IllegalArgumentException closed) {
            gone(closed);
        }
    }

    /** Waits until it is sent. */
    private interface PartOfMessage {

        void send(RemoteEndpoint.Basic remote) throws IOException;
    }

    private void part(PartOfMessage part) {
        isInParts = true;
        if (!permits.tryAcquire()) {
            tunnel.stop(new Closing(Closing.TRY_AGAIN));
            server.next();
            return;
        }
        isSending = true;
        executor.execute(() -> {
            try {
                send(part);
            } finally {
                permits.release();
            }
        });
    }

    private void send(PartOfMessage part) {
        try {
            part.send(session.getBasicRemote());
        } catch (IOException | IllegalStateException | IllegalArgumentException closed) {
            gone(closed);
            return;
        }
        taken();
    }

    private void taken(SendResult result) {
        Throwable failure = result.getException();
        if (result.isOK() || failure == null) {
            taken();
        } else {
            gone(failure);
        }
    }

    private void taken() {
        isSending = false;
        tunnel.clientTook();
        server.next();
    }

    private void gone(Throwable cause) {
        isSending = false;
        tunnel.clientFailed(cause);
        server.next();
    }
}
