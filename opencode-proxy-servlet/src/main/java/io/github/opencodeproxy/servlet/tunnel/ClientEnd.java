package io.github.opencodeproxy.servlet.tunnel;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The client's end of a tunnel. Public because containers make sure that they could make one. */
public final class ClientEnd extends Endpoint {

    /** How long a client may take to answer our close. */
    private static final int FAREWELL_MILLIS = 5_000;

    private final Tunnel tunnel;
    private final Pulse pulse = new Pulse();

    private final AtomicBoolean isClosing = new AtomicBoolean();

    private volatile @Nullable Session session;
    private volatile boolean isPingWaiting;
    private volatile boolean isPinging;

    ClientEnd(Tunnel tunnel) {
        this.tunnel = tunnel;
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        // Silence is the tunnel's business, and so is the length of messages: it takes them in parts.
        opened.setMaxIdleTimeout(0);
        session = opened;
        ToServer toServer = new ToServer(tunnel);
        opened.addMessageHandler(String.class, (MessageHandler.Partial<String>) toServer::text);
        opened.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) toServer::binary);
        opened.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> pulse.heard());
        tunnel.clientOpened(this);
    }

    /**
     * {@return whether a message handler may keep its thread until the server takes more} Undertow calls handlers on the
     * very thread that writes to the client too, so one that waits there would wait for itself.
     */
    boolean mayWait() {
        return !session().getClass().getName().startsWith("io.undertow.");
    }

    Session session() {
        return Objects.requireNonNull(session);
    }

    Pulse pulse() {
        return pulse;
    }

    /**
     * Sends a ping.
     *
     * @param pings runs it, since it may wait where a container sends it only after the message that it is just sending
     */
    void ping(Executor pings) {
        if (isPingWaiting || isPinging) {
            return;
        }
        isPingWaiting = true;
        pings.execute(() -> {
            isPinging = true;
            isPingWaiting = false;
            try {
                session().getBasicRemote().sendPing(ByteBuffer.allocate(0));
            } catch (IOException | IllegalArgumentException | IllegalStateException closed) {
                // Told by onClose.
            } finally {
                isPinging = false;
            }
        });
    }

    /** {@return whether a ping waits for a thread, so that none can be answered} */
    boolean isPingWaiting() {
        return isPingWaiting;
    }

    /** {@return whether a ping waits for the client to take it} */
    boolean isPinging() {
        return isPinging;
    }

    /** May wait, like a ping, but not for long. Only the first counts. */
    void close(Closing closing) {
        if (!isClosing.compareAndSet(false, true)) {
            return;
        }
        Session closed = session();
        try {
            closed.setMaxIdleTimeout(FAREWELL_MILLIS);
            closed.close(new CloseReason(closing::code, closing.reason()));
        } catch (IOException | IllegalStateException alreadyClosed) {
            // Told by onClose.
        }
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        String phrase = Optional.ofNullable(reason.getReasonPhrase()).orElse("");
        tunnel.clientClosed(new Closing(reason.getCloseCode().getCode(), phrase));
    }

    @Override
    public void onError(Session failed, Throwable cause) {
        tunnel.clientFailed(cause);
    }
}
