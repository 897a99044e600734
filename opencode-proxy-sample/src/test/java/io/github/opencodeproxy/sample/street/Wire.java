package io.github.opencodeproxy.sample.street;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between two, which can be cut and healed, or answer in place of the other side. */
final class Wire implements AutoCloseable {

    /** What becomes of a connection. Empty: it is carried. */
    private volatile Optional<String> answer = Optional.empty();

    private volatile boolean isCut;
    private final int target;
    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answered = new AtomicInteger();

    private Wire(int target) throws IOException {
        this.target = target;
    }

    static Wire to(int port) throws IOException {
        Wire wire = new Wire(port);
        wire.threads.execute(wire::accept);
        return wire;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections, and each new one at once. */
    void cut() {
        isCut = true;
        open.forEach(Wire::closeQuietly);
    }

    /** Ends all connections, and gives each new one this answer to whatever it asks. */
    void answer(String response) {
        answer = Optional.of(response);
        open.forEach(Wire::closeQuietly);
    }

    void heal() {
        isCut = false;
        answer = Optional.empty();
    }

    /** {@return how many requests were answered here} */
    int answered() {
        return answered.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> carry(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void carry(Socket client) {
        open.add(client);
        try (client) {
            Optional<String> response = answer;
            if (isCut) {
                client.setSoLinger(true, 0);
            } else if (response.isPresent()) {
                readHead(client.getInputStream());
                answered.incrementAndGet();
                client.getOutputStream().write(response.get().getBytes(StandardCharsets.ISO_8859_1));
            } else {
                join(client);
            }
        } catch (IOException broken) {
            // As networks are.
        } finally {
            open.remove(client);
        }
    }

    private void join(Socket client) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(server);
            threads.execute(() -> copy(server, client));
            copy(client, server);
            open.remove(server);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException broken) {
            // Then the other way ends too.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private static void readHead(InputStream in) throws IOException {
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            ends = next == '\r' || next == '\n' ? ends + 1 : 0;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // As it should be.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Wire::closeQuietly);
        threads.shutdownNow();
    }
}
