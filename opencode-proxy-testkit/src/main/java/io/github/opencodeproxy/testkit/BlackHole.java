package io.github.opencodeproxy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that answers no connection: its listener accepts nobody and its queue is full, so the system drops the first
 * packet of every further connection (Linux; tcp(7), tcp_abort_on_overflow is off by default).
 */
public final class BlackHole implements AutoCloseable {

    private static final int MOST = 64;
    private static final int LONG_ENOUGH_MILLIS = 300;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> queue = new ArrayList<>();

    private BlackHole() throws IOException {}

    /**
     * Opens one.
     *
     * @return a port that swallows connections
     * @throws IOException when the system goes on accepting, so that there is none to be had
     */
    public static BlackHole open() throws IOException {
        BlackHole hole = new BlackHole();
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket();
            hole.queue.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), hole.port()), LONG_ENOUGH_MILLIS);
            } catch (SocketTimeoutException full) {
                return hole;
            }
        }
        hole.close();
        throw new IOException("The queue of the listener does not fill");
    }

    private int port() {
        return listener.getLocalPort();
    }

    /** {@return {@code http://127.0.0.1:<port>}} */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queue) {
            socket.close();
        }
        listener.close();
    }
}
