package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.FaultProxy;
import io.github.opencodeproxy.testkit.Faults;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that hold on to a connection by saying next to nothing. */
@Timeout(60)
class SlowClientsTest {

    /** Quick enough for a test, slow enough for a busy machine: an honest request takes milliseconds. */
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(65), Duration.ofSeconds(2), Duration.ofSeconds(1), 500);

    private static final String UP = RunningSample.proxied("/x");

    private static RawUpstream upstream;
    private static SampleServer sample;

    @BeforeAll
    static void start() throws IOException {
        upstream = RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                conversation.answer(
                        "text/plain", Integer.toString(conversation.body().length()));
            }
        });
        sample = SampleServer.start(RunningSample.configFor(upstream.url()), SHORT);
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
        upstream.close();
    }

    private static RawClient post(int port, String headers) throws IOException {
        return RawClient.connect(port)
                .send("POST " + UP + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\n" + headers + "\r\n");
    }

    @Test
    @DisplayName("F24 heads that never end are given up, and meanwhile others are served")
    void headsThatNeverEndAreGivenUp() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            slow.add(RawClient.connect(sample.port()).send("GET / HTTP/1.1\r\nHo"));
        }
        try (RawClient other = RunningSample.get(sample, "/healthz")) {
            assertThat(other.readHead()).isEqualTo(200);
        }
        // One byte now and then does not help.
        try (RawClient dripping = RawClient.connect(sample.port()).send("GET / HTTP/1.1\r\nX: ")) {
            await().pollInterval(Duration.ofMillis(200)).until(() -> isClosed(dripping));
        }
        for (RawClient client : slow) {
            assertThat(client.readToEnd()).isEmpty();
            client.close();
        }
    }

    private static boolean isClosed(RawClient client) {
        try {
            client.send("a");
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    @DisplayName("F24 the second head of a connection is watched like the first")
    void theSecondHeadIsWatchedToo() throws Exception {
        try (RawClient client = RunningSample.get(sample, "/healthz")) {
            assertThat(client.readHead()).isEqualTo(200);
            client.read(Integer.parseInt(client.header("Content-Length").orElseThrow()));
            client.send("GET /hea");

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    @DisplayName("F24 a connection without a request is no slow head")
    void aConnectionWithoutARequestIsNoSlowHead() throws Exception {
        try (RawClient early = RawClient.connect(sample.port());
                RawClient used = RunningSample.get(sample, "/healthz");
                RawClient scraper = RunningSample.get(sample, "/metrics");
                RawClient slow = RawClient.connect(sample.port()).send("G")) {
            used.readHead();
            used.read(Integer.parseInt(used.header("Content-Length").orElseThrow()));
            scraper.readHead();
            scraper.read(Integer.parseInt(scraper.header("Content-Length").orElseThrow()));
            // By then the limit has passed for the others as well.
            assertThat(slow.readToEnd()).isEmpty();

            for (RawClient client : List.of(early, used, scraper)) {
                client.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(client.readHead()).isEqualTo(200);
            }
        }
    }

    @Test
    @DisplayName("F25 a body that never comes is answered with 408")
    void aBodyThatNeverComesIsAnsweredWith408() throws Exception {
        try (RawClient client = post(sample.port(), "Content-Length: 5\r\n")) {
            client.send("h");

            assertThat(client.readHead()).isEqualTo(408);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("request_timeout");
            await().until(() -> upstream.openConnections() == 0);
        }
        try (RawClient next = post(sample.port(), "Content-Length: 5\r\n").send("hello")) {
            assertThat(next.readHead()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/servers/health", "/api/credentials"})
    @DisplayName("F25 so is one that is for us and for no server")
    void aBodyForUsThatNeverComesIsAnsweredWith408(String desk) throws Exception {
        try (RawClient client = RunningSample.send(
                sample,
                "POST " + RunningSample.PREFIX + desk
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\nContent-Length: 5\r\n\r\n{")) {
            assertThat(client.readHead()).isEqualTo(408);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("request_timeout");
            // What would come later is no request of its own.
            assertThat(client.readToEnd()).contains("\"code\":\"request_timeout\"");
        }
    }

    @Test
    @DisplayName("F25 a body below the minimum rate is answered with 408 or a close")
    void aBodyBelowTheMinimumRateIsGivenUp() throws Exception {
        try (FaultProxy drip = FaultProxy.to(sample.port()).towardsServer(Faults.none());
                RawClient client = post(drip.port(), "Transfer-Encoding: chunked\r\n")) {
            drip.towardsServer(Faults.none().rate(60).slice(1));
            client.send("1\r\nx\r\n".repeat(1_000));

            // The client still sends: it may see the connection break before it has read why.
            assertThat(statusOrBreak(client)).isIn(408, 0);
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    private static int statusOrBreak(RawClient client) {
        try {
            return client.readHead();
        } catch (IOException broken) {
            return 0;
        }
    }

    @Test
    @DisplayName("F25 a slow body above the minimum rate arrives")
    void aSlowBodyAboveTheMinimumRateArrives() throws Exception {
        try (FaultProxy drip =
                        FaultProxy.to(sample.port()).towardsServer(Faults.none().rate(4_000));
                RawClient client = post(drip.port(), "Content-Length: 8000\r\n").send("x".repeat(8_000))) {
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.read(4)).isEqualTo("8000");
        }
    }

    @Test
    @DisplayName("F25 a server that reads slowly is not held against the client")
    void aServerThatReadsSlowlyIsNotHeldAgainstTheClient() throws Exception {
        try (FaultProxy slow = FaultProxy.to(upstream.port())
                        .towardsServer(Faults.none().stopReading());
                SampleServer proxy = SampleServer.start(RunningSample.configFor(slow.url()), SHORT);
                RawClient waiting = RawClient.connect(proxy.port());
                RawClient client = post(proxy.port(), "Content-Length: 20000000\r\n")) {
            Thread sender = new Thread(() -> sendQuietly(client), "sender");
            sender.setDaemon(true);
            sender.start();
            // Shows that the limit passes several times over meanwhile.
            for (int i = 0; i < 2; i++) {
                try (RawClient late = post(proxy.port(), "Content-Length: 5\r\n")) {
                    assertThat(late.readHead()).isEqualTo(408);
                }
            }
            slow.towardsServer(Faults.none());

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.read(8)).isEqualTo("20000000");
            sender.join();
            assertThat(waiting.head()).isEmpty();
        }
    }

    @Test
    @DisplayName("F24, F25 a WebSocket that lives longer than the limits for a request is no slow client")
    void aWebSocketMayLiveLongAndSayLittle() throws Exception {
        try (RawUpstream terminals = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    if (conversation.header("upgrade").isEmpty()) {
                        conversation.awaitClose();
                        return;
                    }
                    RawWebSocket socket = conversation.acceptWebSocket("");
                    while (true) {
                        RawWebSocket.Received frame = socket.readPastPings();
                        socket.frame(
                                (frame.isFin() ? RawWebSocket.FIN : 0) | frame.opCode(),
                                frame.text().getBytes(StandardCharsets.ISO_8859_1));
                    }
                });
                SampleServer proxy = SampleServer.start(RunningSample.configFor(terminals.url()), SHORT);
                RawClient client = RunningSample.get(
                        proxy,
                        UP,
                        "X-Opencode-Proxy: 1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) {
            assertThat(client.readHead()).isEqualTo(101);
            RawWebSocket terminal = client.webSocket();
            for (int i = 0; i < 2; i++) {
                // What has begun to come and does not end is what a slow head looks like.
                terminal.frame(RawWebSocket.TEXT, new byte[] {'l'});
                awaitLimits(proxy);
                terminal.frame(RawWebSocket.FIN | RawWebSocket.CONTINUATION, new byte[] {'s'});

                assertThat(terminal.readMessage().text()).isEqualTo("ls");
            }
        }
    }

    @Test
    @DisplayName("F24, F25 an event stream that lives longer than the limits for a request is no slow client")
    void anEventStreamMayLiveLong() throws Exception {
        CountDownLatch isLate = new CountDownLatch(1);
        try (RawUpstream streaming = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    try {
                        isLate.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    conversation.event("late");
                });
                SampleServer proxy = SampleServer.start(RunningSample.configFor(streaming.url()), SHORT);
                RawClient client = RunningSample.get(proxy, UP, "X-Opencode-Proxy: 1\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            // The beginning of the next request, which waits for its turn.
            client.send("GET");
            awaitLimits(proxy);
            awaitLimits(proxy);
            isLate.countDown();

            assertThat(client.readUntil("data: late\n\n")).isNotEmpty();
        }
    }

    /** Both limits have passed when they have ended the connections of clients that came later. */
    private static void awaitLimits(SampleServer proxy) throws IOException {
        try (RawClient slowHead = RawClient.connect(proxy.port()).send("G");
                RawClient slowBody = post(proxy.port(), "Content-Length: 5\r\n")) {
            assertThat(slowBody.readHead()).isEqualTo(408);
            assertThat(slowHead.readToEnd()).isEmpty();
        }
    }

    private static void sendQuietly(RawClient client) {
        try {
            client.send("x".repeat(20_000_000));
        } catch (IOException broken) {
            // The answer will not be what the test expects.
        }
    }
}
