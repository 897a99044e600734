package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleTest {

    private static final String PROOF = "X-Opencode-Proxy: 1\r\n";
    private static final String HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    @Test
    void stoppingLeavesNoThread() throws IOException {
        Set<Thread> before = threads();
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()));
                RawClient client = RunningSample.get(sample, RunningSample.proxied("/"), PROOF)) {
            assertThat(client.readHead()).isEqualTo(200);
        }

        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("raw-upstream"))
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .collect(Collectors.toSet());
    }

    @Test
    void aPortInUseIsToldAndLeavesNoThread() throws IOException {
        try (RawUpstream occupant = RawUpstream.answering("")) {
            Set<Thread> before = threads();

            assertThatThrownBy(() ->
                            SampleServer.start(RunningSample.config(Map.of("PORT", Integer.toString(occupant.port())))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(occupant.port()));
            await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
        }
    }

    @Test
    void anEventStreamOutlivesTheLimitForIdleConnections() throws Exception {
        Duration keepAlive = Duration.ofMillis(200);
        CountDownLatch isSilentLongEnough = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    awaitQuietly(isSilentLongEnough);
                    conversation.event("second");
                });
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()), keepAlive);
                RawClient idle = RunningSample.get(sample, "/healthz");
                RawClient client = RunningSample.get(sample, RunningSample.proxied("/event"), PROOF)) {
            assertThat(client.readHead()).isEqualTo(200);
            client.readUntil("first");

            // The idle connection shows that the limit is at work: it ends several times over meanwhile.
            idle.readToEnd();
            try (RawClient another = RunningSample.get(sample, "/healthz")) {
                another.readToEnd();
            }
            isSilentLongEnough.countDown();

            assertThat(client.readUntil("second")).endsWith("second");
        }
    }

    @Test
    void aSlowAnswerOutlivesTheLimitForIdleConnections() throws Exception {
        CountDownLatch isThoughtOut = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    awaitQuietly(isThoughtOut);
                    conversation.answer("application/json", "{}");
                });
                SampleServer sample =
                        SampleServer.start(RunningSample.configFor(upstream.url()), Duration.ofMillis(200));
                RawClient idle = RunningSample.get(sample, "/healthz");
                RawClient client = RunningSample.get(sample, RunningSample.proxied("/session/1/message"), PROOF)) {
            idle.readToEnd();
            isThoughtOut.countDown();

            assertThat(client.readHead()).isEqualTo(200);
        }
    }

    @Test
    void stoppingWaitsForRequestsAndRefusesNewOnes() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    isAsked.countDown();
                    awaitQuietly(mayAnswer);
                    conversation.answer("application/json", "{}");
                });
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()));
                RawClient client = RunningSample.get(sample, RunningSample.proxied("/slow"), PROOF)) {
            awaitQuietly(isAsked);
            CompletableFuture<Void> stop = CompletableFuture.runAsync(sample::close);
            await().until(() -> !canConnect(sample.port()) || stop.isDone());
            assertThat(stop).isNotDone();

            mayAnswer.countDown();

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.read(2)).isEqualTo("{}");
            stop.join();
        }
    }

    private static boolean canConnect(int port) {
        // The port is -1 as soon as the listener is closed.
        if (port < 0) {
            return false;
        }
        try (RawClient client = RawClient.connect(port)) {
            return client.send("").head().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void stoppingEndsEventStreamsCleanly() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    conversation.awaitClose();
                });
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()));
                RawClient client = RunningSample.get(sample, RunningSample.proxied("/event"), PROOF)) {
            client.readHead();
            client.readUntil("first");
            long start = System.nanoTime();

            CompletableFuture.runAsync(sample::close).join();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.readToEnd()).endsWith("\r\n0\r\n\r\n");
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void stoppingEndsTheStreamOfHealthCleanly() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()));
                RawClient client = RunningSample.get(
                        sample,
                        RunningSample.PREFIX + "/api/servers/health",
                        PROOF + "Accept: text/event-stream\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            client.readUntil("upstream_error");
            long start = System.nanoTime();

            CompletableFuture.runAsync(sample::close).join();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.readToEnd()).endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void stoppingSaysFarewellToTerminals() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    heard.complete(conversation.acceptWebSocket("").readToClose());
                });
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()));
                RawClient client = RunningSample.get(sample, RunningSample.proxied("/pty"), PROOF + HANDSHAKE)) {
            assertThat(client.readHead()).isEqualTo(101);
            CompletableFuture<Integer> closed =
                    CompletableFuture.supplyAsync(() -> client.webSocket().readToClose());
            long start = System.nanoTime();

            CompletableFuture.runAsync(sample::close).join();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(closed.join()).isEqualTo(1001);
            assertThat(heard.join()).isEqualTo(1001);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
