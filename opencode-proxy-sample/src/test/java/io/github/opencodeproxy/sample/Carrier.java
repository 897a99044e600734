package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A server and its clients with much to carry: silent streams, and bodies of any size that nobody holds whole.
 *
 * @param isOver when the streams may end
 * @param bytes the length of each body
 */
record Carrier(CountDownLatch isOver, long bytes) implements RawUpstream.Script {

    private static final String PIECE = "x".repeat(64 * 1024);

    @Override
    public void serve(Conversation conversation) throws IOException {
        while (conversation.readHead()) {
            switch (conversation.target()) {
                case "/event" -> streamUntilOver(conversation);
                case "/down" -> {
                    conversation.write("HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n");
                    for (long left = bytes; left > 0; left -= PIECE.length()) {
                        conversation.write(PIECE.substring(0, (int) Math.min(left, PIECE.length())));
                    }
                }
                default -> {
                    long left = bytes;
                    while (left > 0) {
                        int read = conversation.readSome();
                        if (read < 0) {
                            throw new IOException("The upload is cut");
                        }
                        left -= read;
                    }
                    conversation.answer("text/plain", "all");
                }
            }
        }
    }

    private void streamUntilOver(Conversation conversation) throws IOException {
        conversation.beginEvents();
        try {
            isOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        conversation.event("over");
        conversation.write("0\r\n\r\n");
    }

    /** So many clients at a time send and receive a body each. */
    static void upAndDown(int port, int clients, long bytes) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * clients);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                all.add(threads.submit(() -> down(port, bytes)));
                all.add(threads.submit(() -> up(port, bytes)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static RawClient ask(int port, String method, String path, String headers) throws IOException {
        return RawClient.connect(port)
                .patience(Duration.ofMinutes(2))
                .send(method + " /api/servers/up/proxy" + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\n" + headers + "\r\n");
    }

    private static Void down(int port, long bytes) throws IOException {
        try (RawClient client = ask(port, "GET", "/down", "")) {
            assertThat(client.readHead()).isEqualTo(200);
            for (long left = bytes; left > 0; ) {
                int read = client.read((int) Math.min(left, PIECE.length())).length();
                assertThat(read).isPositive();
                left -= read;
            }
        }
        return null;
    }

    private static Void up(int port, long bytes) throws IOException {
        try (RawClient client = ask(port, "POST", "/up", "Content-Length: " + bytes + "\r\n")) {
            for (long left = bytes; left > 0; left -= PIECE.length()) {
                client.send(PIECE.substring(0, (int) Math.min(left, PIECE.length())));
            }
            assertThat(client.readHead()).isEqualTo(200);
        }
        return null;
    }
}
