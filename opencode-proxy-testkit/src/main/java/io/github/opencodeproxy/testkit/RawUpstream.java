package io.github.opencodeproxy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A server on a loopback socket that says exactly the bytes a test tells it to, well-formed or not. One daemon thread per
 * connection; each connection is given to the script, which may serve any number of requests on it.
 */
public final class RawUpstream implements AutoCloseable {

    /** What the server does with one connection. When it returns the connection is closed. */
    @FunctionalInterface
    public interface Script {

        /**
         * Serves a connection.
         *
         * @param conversation the connection
         * @throws IOException when the peer is gone; ends the connection and nothing else
         */
        void serve(Conversation conversation) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> used = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private RawUpstream(Script script, ServerSocketFactory sockets) throws IOException {
        this.script = script;
        this.listener = sockets.createServerSocket(0, 512, InetAddress.getLoopbackAddress());
    }

    /**
     * Starts a server on a free loopback port.
     *
     * @param script what it does
     * @return the running server
     * @throws IOException when no port can be had
     */
    public static RawUpstream start(Script script) throws IOException {
        return start(script, ServerSocketFactory.getDefault());
    }

    /**
     * Starts a server on a free loopback port, with TLS when these are the sockets for it.
     *
     * @param script what it does
     * @param sockets makes the listener
     * @return the running server
     * @throws IOException when no port can be had
     */
    public static RawUpstream start(Script script, ServerSocketFactory sockets) throws IOException {
        RawUpstream upstream = new RawUpstream(script, sockets);
        daemon(upstream::accept, "raw-upstream-accept");
        return upstream;
    }

    /**
     * Starts a server that answers every request with the same bytes and keeps the connection.
     *
     * @param response the whole response, ISO-8859-1
     * @return the running server
     * @throws IOException when no port can be had
     */
    public static RawUpstream answering(String response) throws IOException {
        return start(conversation -> {
            while (conversation.readRequest()) {
                conversation.write(response);
            }
        });
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                if (listener.isClosed()) {
                    // A connection that slipped in while the listener was being closed.
                    socket.close();
                }
                daemon(() -> serve(socket), "raw-upstream");
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Conversation(socket, heads, () -> {
                connections.incrementAndGet();
                used.add(socket);
            }));
        } catch (IOException peerIsGone) {
            // The test looks at what the other side saw.
        } finally {
            open.remove(socket);
            used.remove(socket);
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** {@return the port} */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@return {@code http://127.0.0.1:<port>}} */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** {@return the request heads seen so far, each with its request line first, without the empty line} */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    /** {@return how many connections were used; a client may hold a spare one that never says anything} */
    public int connections() {
        return connections.get();
    }

    /** {@return how many connections that were used are open} */
    public int openConnections() {
        return used.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
