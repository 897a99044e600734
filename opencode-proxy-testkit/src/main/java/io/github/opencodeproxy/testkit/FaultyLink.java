package io.github.opencodeproxy.testkit;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

/** One connection through a {@link FaultProxy}: two sockets and two pipes. For the thread of the proxy. */
final class FaultyLink {

    private static final int RESET = 0;

    private final SocketChannel client;
    private final SocketChannel server;
    private final FaultyPipe toServer;
    private final FaultyPipe toClient;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;

    FaultyLink(
            SocketChannel client,
            SocketAddress target,
            Selector selector,
            Supplier<Faults> towardsServer,
            Supplier<Faults> towardsClient)
            throws IOException {
        this.client = client;
        client.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Loopback: it is either accepted or refused at once.
        server = SocketChannel.open(target);
        server.configureBlocking(false);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        toServer = new FaultyPipe(client, server, towardsServer);
        toClient = new FaultyPipe(server, client, towardsClient);
        clientKey = client.register(selector, 0, this);
        serverKey = server.register(selector, 0, this);
    }

    /** {@return how long the selector may sleep for our sake, in nanoseconds, -1 for ever} */
    long prepare(long nowNanos) {
        move(() -> {});
        if (!isOpen()) {
            return -1;
        }
        clientKey.interestOps(interest(toServer, toClient, nowNanos));
        serverKey.interestOps(interest(toClient, toServer, nowNanos));
        return sooner(later(toServer, nowNanos), later(toClient, nowNanos));
    }

    private static int interest(FaultyPipe reading, FaultyPipe writing, long nowNanos) {
        return (reading.wantsToRead() ? SelectionKey.OP_READ : 0)
                | (writing.wantsToWrite(nowNanos) ? SelectionKey.OP_WRITE : 0);
    }

    private static long later(FaultyPipe pipe, long nowNanos) {
        long wait = pipe.waitNanos(nowNanos);
        return wait == 0 ? -1 : wait;
    }

    static long sooner(long one, long other) {
        if (one < 0 || other < 0) {
            return Math.max(one, other);
        }
        return Math.min(one, other);
    }

    /** Moves what can be moved. */
    void move(long nowNanos) {
        move(() -> {
            move(toServer, clientKey, serverKey, nowNanos);
            move(toClient, serverKey, clientKey, nowNanos);
        });
    }

    private interface Step {
        void take() throws IOException;
    }

    /** A connection that one side has broken is broken for the other. */
    private void move(Step step) {
        try {
            step.take();
            end();
        } catch (IOException | CancelledKeyException broken) {
            reset();
        }
    }

    private static void move(FaultyPipe pipe, SelectionKey from, SelectionKey to, long nowNanos) throws IOException {
        if (from.isValid() && from.isReadable() && pipe.wantsToRead()) {
            pipe.read(nowNanos);
        }
        if (to.isValid() && pipe.wantsToWrite(nowNanos)) {
            pipe.write(nowNanos);
        }
    }

    /** Does what is due, because bytes have moved or the faults have changed. */
    private void end() throws IOException {
        if (isOpen()) {
            Faults.End one = toServer.due();
            Faults.End other = toClient.due();
            if (one == Faults.End.RESET || other == Faults.End.RESET) {
                reset();
            } else if (one == Faults.End.CUT
                    || other == Faults.End.CUT
                    || (toServer.hasEnded() && toClient.hasEnded())) {
                close();
            }
        }
    }

    boolean isOpen() {
        return client.isOpen() && server.isOpen();
    }

    void close() {
        closeQuietly(client);
        closeQuietly(server);
    }

    void reset() {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, RESET);
            } catch (IOException closed) {
                // Then there is nothing to reset.
            }
        }
        close();
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException isClosed) {
            // As it should be.
        }
    }
}
