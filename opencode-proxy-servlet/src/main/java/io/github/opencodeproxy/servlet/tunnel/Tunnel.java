package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.notebook.Terminal;
import io.github.opencodeproxy.servlet.request.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * Two WebSockets that are one for their peers. Whoever closes first decides how the other is closed; after that nothing is
 * carried any more. Safe for use by many threads.
 */
final class Tunnel {

    /** How long a peer may take to answer our close, and a container to open the client's side. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long SHORTEST_NAP_MILLIS = 10;

    private final TunnelDoor door;
    private final TunnelLimits limits;
    private final UpstreamEnd server;
    private final Report report;
    private final Terminal terminal;
    private final Executor executor;
    private final Scheduler scheduler;
    private final long startNanos = System.nanoTime();
    private final AtomicReference<Outcome.@Nullable End> end = new AtomicReference<>();

    private volatile @Nullable ClientEnd client;
    private volatile @Nullable ToClient toClient;
    private volatile @Nullable Closing clientClosing;
    private volatile long messageNanos = startNanos;
    private volatile boolean isClientReading = true;

    /** Only the timer's. */
    private long pingNanos = startNanos;

    /** Guarded by this. */
    private boolean isServerGone;

    /** Guarded by this. */
    private boolean isClientGone;

    Tunnel(TunnelDoor door, UpstreamEnd server, Report report, Terminal terminal) {
        this.door = door;
        this.limits = door.limits();
        this.server = server;
        this.report = report;
        this.terminal = terminal;
        this.executor = door.rooms().client().executor();
        this.scheduler = door.rooms().client().scheduler();
    }

    /** The server's side stands; the client's is about to. */
    void start() {
        door.add(this);
        later(this::watch, limits.ping().toMillis());
        later(this::giveUpOpening, PATIENCE.toMillis());
    }

    private void later(Runnable work, long millis) {
        Scheduler.Task unused = scheduler.schedule(work, millis, TimeUnit.MILLISECONDS);
    }

    private void giveUpOpening() {
        if (client == null) {
            clientLost(new IOException("The client's side was not opened"));
        }
    }

    void clientOpened(ClientEnd opened) {
        client = opened;
        ToClient taker = new ToClient(this, server, opened.session(), executor, door.parts());
        toClient = taker;
        if (isEnding()) {
            Closing missed = clientClosing;
            hangUp(missed == null ? new Closing(Closing.SERVER_ERROR) : missed);
            return;
        }
        report.answered(101);
        server.begin(this, taker);
    }

    boolean isEnding() {
        return end.get() != null;
    }

    /** {@return whether a message is longer than any may be, which ends the tunnel} */
    boolean isTooLong(long messageBytes) {
        boolean isTooLong = messageBytes > limits.messageBytes();
        if (isTooLong) {
            stop(new Closing(Closing.TOO_BIG));
        }
        return isTooLong;
    }

    void carriedToClient(Frame frame) {
        messageNanos = System.nanoTime();
        int bytes = frame.getPayloadLength();
        if (frame.getOpCode() == OpCode.BINARY) {
            // OpenCode's mark after the replay; what a terminal prints is text.
            terminal.caughtUp();
        } else if (bytes > 0) {
            terminal.output();
        }
        report.toClient(bytes);
    }

    void clientTook() {
        ClientEnd opened = client;
        if (opened != null) {
            opened.pulse().taken();
        }
    }

    /** On the container's thread. */
    void sendToServer(byte opCode, ByteBuffer part, boolean isLast) {
        ClientEnd opened = client;
        if (opened == null || isEnding()) {
            return;
        }
        opened.pulse().heard();
        messageNanos = System.nanoTime();
        report.toServer(part.remaining());
        terminal.input();
        boolean hasRoom = server.send(opCode, part, isLast);
        if (!hasRoom && opened.mayWait()) {
            awaitServer(opened);
        } else if (!hasRoom && server.isSwamped()) {
            stop(new Closing(Closing.TRY_AGAIN));
        }
    }

    /** The container's thread waits here while the server takes nothing: Jakarta has no other way to slow a client. */
    private void awaitServer(ClientEnd opened) {
        if (!door.waiting().tryAcquire()) {
            stop(new Closing(Closing.TRY_AGAIN));
            return;
        }
        isClientReading = false;
        try {
            server.awaitRoom();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop(new Closing(Closing.GOING_AWAY));
        } finally {
            isClientReading = true;
            opened.pulse().heard();
            door.waiting().release();
        }
    }

    void serverFailed(Throwable cause) {
        report.failed(cause);
    }

    void serverClosed(Closing closing) {
        if (ends(closing.isSaid() ? Outcome.End.COMPLETE : Outcome.End.UPSTREAM_FAILED)) {
            closeClient(closing.forClient());
        }
    }

    synchronized void serverGone() {
        isServerGone = true;
        endWhenBothAreGone();
    }

    void clientFailed(Throwable cause) {
        report.failed(cause);
        // Some containers close by themselves then, and some leave it at that.
        later(this::dropClient, PATIENCE.toMillis() / 10);
    }

    void clientClosed(Closing closing) {
        if (ends(closing.isSaid() ? Outcome.End.COMPLETE : Outcome.End.CLIENT_LEFT)) {
            closeServer(closing.forServer());
        }
        synchronized (this) {
            isClientGone = true;
            endWhenBothAreGone();
        }
    }

    /** There is no client's side; one that comes all the same is closed. */
    void clientLost(Throwable cause) {
        report.failed(cause);
        dropClient();
    }

    private void dropClient() {
        clientClosed(new Closing(Closing.BROKEN));
        hangUp(new Closing(Closing.SERVER_ERROR));
    }

    /** Closes both sides. */
    void stop(Closing closing) {
        if (ends(Outcome.End.COMPLETE)) {
            closeServer(closing);
            closeClient(closing);
        }
    }

    /** A new policy does not allow the server any more, which is no business of the server's. */
    void turnOut(String rule) {
        if (ends(Outcome.End.DENIED)) {
            report.revoked(rule);
            closeServer(new Closing(Closing.GOING_AWAY));
            closeClient(new Closing(Closing.POLICY, "The policy has changed"));
        }
    }

    private boolean ends(Outcome.End how) {
        return end.compareAndSet(null, how);
    }

    private void closeServer(Closing closing) {
        server.close(closing);
        later(this::dropServer, PATIENCE.toMillis());
    }

    private void dropServer() {
        server.abort();
        serverGone();
    }

    private void closeClient(Closing closing) {
        clientClosing = closing;
        hangUp(closing);
        later(() -> clientClosed(closing), 2 * PATIENCE.toMillis());
    }

    private void hangUp(Closing closing) {
        ClientEnd opened = client;
        if (opened != null) {
            door.farewells().execute(() -> opened.close(closing));
        }
    }

    private void endWhenBothAreGone() {
        Outcome.End how = end.get();
        if (isServerGone && isClientGone && how != null) {
            report.end(how, null);
            door.remove(this);
        }
    }

    private void watch() {
        if (isEnding()) {
            return;
        }
        long now = System.nanoTime();
        long idle = limits.idle().toNanos() - (now - messageNanos);
        long life = limits.lifetime().toNanos() - (now - startNanos);
        long ping = limits.ping().toNanos() - (now - pingNanos);
        if (idle <= 0 || life <= 0) {
            stop(new Closing(Closing.GOING_AWAY));
            return;
        }
        if (ping <= 0) {
            pingNanos = now;
            ping = limits.ping().toNanos();
            beat();
        }
        long nap = TimeUnit.NANOSECONDS.toMillis(Math.min(ping, Math.min(idle, life)));
        later(this::watch, Math.max(nap, SHORTEST_NAP_MILLIS));
    }

    private void beat() {
        ClientEnd opened = client;
        ToClient taker = toClient;
        if (opened == null || taker == null) {
            return;
        }
        boolean isSending = taker.isSending() || opened.isPinging();
        IOException lost = new IOException("Pings were not answered, or nothing was taken");
        if (server.pulse().isLost(server.isReading(), server.isSending())) {
            report.failed(lost);
            serverClosed(new Closing(Closing.BROKEN));
            dropServer();
        } else if (opened.pulse().isLost(isClientReading && !opened.isPingWaiting(), isSending)) {
            clientFailed(lost);
            if (ends(Outcome.End.CLIENT_LEFT)) {
                closeServer(new Closing(Closing.GOING_AWAY));
                closeClient(new Closing(Closing.GOING_AWAY));
            }
        } else {
            executor.execute(server::ping);
            if (!isSending) {
                opened.ping(door.pings());
            }
        }
    }
}
