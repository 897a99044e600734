package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that says "wait" (1xx) before it answers a handshake. Each story has room for one stream only, and ends with a
 * second opening: whatever became of the first, it has left its place.
 */
class WebSocketInterimContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Rate PLENTY = new Rate(1_000_000, 1_000_000);

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final String PROCESSING = "HTTP/1.1 102 Processing\r\n\r\n";
    private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </CANARY>; rel=preload\r\n\r\n";

    @BeforeAll
    static void needsWebSockets() {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
    }

    /** A server that treats the first handshake so, and opens and echoes whatever comes later. */
    private static RawUpstream atFirst(RawUpstream.Script first) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        return RawUpstream.start(conversation -> {
            conversation.readHead();
            if (asked.getAndIncrement() == 0) {
                first.serve(conversation);
            } else {
                WebSockets.echo(conversation.acceptWebSocket(""));
            }
        });
    }

    private static RawUpstream saying(String answer) throws IOException {
        return atFirst(conversation -> {
            conversation.write(answer);
            conversation.awaitClose();
        });
    }

    private static RunningProxy oneStream(RawUpstream upstream) {
        return RunningProxy.with(WebSocketInterimContractTest::oneStream, upstream.url());
    }

    private static RunningProxy oneStreamAndLittleTime(RawUpstream upstream) {
        return RunningProxy.with(options -> oneStream(options).headersTimeout(Duration.ofMillis(500)), upstream.url());
    }

    private static ProxyOptions.Builder oneStream(ProxyOptions.Builder options) {
        return options.quotas(Quotas.defaults().withRates(PLENTY, PLENTY).withStreams(1, 1, 1));
    }

    private static RawClient ask(RunningProxy proxy, RawUpstream upstream) throws IOException {
        return WebSockets.ask(proxy, upstream, "/pty", "").patience(PATIENCE);
    }

    /** The place of the first is free, and it is one place: a third opening finds it taken. */
    private static void assertRoomForOne(RunningProxy proxy, RawUpstream upstream) throws IOException {
        await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        RawWebSocket[] second = new RawWebSocket[1];
        await().atMost(PATIENCE).until(() -> {
            RawClient client = ask(proxy, upstream);
            int status = client.readHead();
            if (status == 101) {
                second[0] = client.webSocket();
            } else {
                client.close();
            }
            return status == 101;
        });
        assertEchoes(second[0]);
        try (RawClient third = ask(proxy, upstream)) {
            assertThat(third.readHead()).isEqualTo(429);
        }
    }

    private static void assertEchoes(RawWebSocket socket) throws IOException {
        socket.text("hello");
        assertThat(socket.readMessage().text()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {CONTINUE, PROCESSING, HINTS, HINTS + PROCESSING + HINTS})
    void opensTheTerminalAfterTheWait(String interim) throws Exception {
        CountDownLatch mayOpen = new CountDownLatch(1);
        try (RawUpstream upstream = atFirst(conversation -> {
                    conversation.write(interim);
                    EventStreamContractTest.awaitQuietly(mayOpen);
                    WebSockets.echo(conversation.acceptWebSocket(""));
                });
                RunningProxy proxy = oneStream(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                await().atMost(PATIENCE).until(() -> upstream.openConnections() == 1);
                mayOpen.countDown();
                assertThat(client.readHead()).isEqualTo(101);
                assertThat(client.head()).doesNotContain("CANARY");
                assertEchoes(client.webSocket());
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    @Test
    void opensTheTerminalWhenAllComesInOne() throws Exception {
        try (RawUpstream upstream = atFirst(conversation -> answerAtOnce(conversation, HINTS.repeat(3)));
                RunningProxy proxy = oneStream(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(101);
                assertThat(client.webSocket().readMessage().text()).isEqualTo("hi");
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    /** The interim answers, the handshake and a first message, in one packet. */
    private static void answerAtOnce(Conversation conversation, String interim) throws IOException {
        conversation.write(interim + conversation.webSocketAnswer("") + "\u0081\u0002hi");
        conversation.awaitClose();
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "102, 204", "103, 403", "103, 404", "103, 503"})
    void passesTheServersRefusalOnAfterTheWait(int interim, int status) throws Exception {
        String refusal = "HTTP/1.1 " + status + " No\r\nX-Why: ticket\r\nContent-Length: 0\r\n\r\n";
        try (RawUpstream upstream = saying("HTTP/1.1 " + interim + " Wait\r\n\r\n" + refusal);
                RunningProxy proxy = oneStream(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(status);
                assertThat(client.header("X-Why")).hasValue("ticket");
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    @Test
    void saysThatTheServerHungUpAfterTheWait() throws Exception {
        try (RawUpstream upstream = atFirst(conversation -> conversation.write(PROCESSING));
                RunningProxy proxy = oneStream(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(502);
                assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("upstream_reset");
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    @Test
    void aFloodOfWaitsIsABadGateway() throws Exception {
        try (RawUpstream upstream = saying(HINTS.repeat(150));
                RunningProxy proxy = oneStream(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(502);
                assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("upstream_protocol");
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", CONTINUE, HINTS, PROCESSING + PROCESSING})
    void waitsOnlySoLongForAServerThatSaysWait(String interim) throws Exception {
        try (RawUpstream upstream = saying(interim);
                RunningProxy proxy = oneStreamAndLittleTime(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(504);
                assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("upstream_timeout");
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    @Test
    void waitsNoLongerBecauseTheServerGoesOnSayingWait() throws Exception {
        CountDownLatch isAnswered = new CountDownLatch(1);
        try (RawUpstream upstream = atFirst(conversation -> sayWaitUntil(isAnswered, conversation));
                RunningProxy proxy = oneStreamAndLittleTime(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(504);
            }
            isAnswered.countDown();
            assertRoomForOne(proxy, upstream);
        }
    }

    /** Every 50 ms, which is far from a flood for as long as the test lasts. */
    private static void sayWaitUntil(CountDownLatch end, Conversation conversation) throws IOException {
        try {
            do {
                conversation.write(PROCESSING);
            } while (!end.await(50, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void passesOnThatItWasRefusedWhenTheReasonDoesNotEnd() throws Exception {
        try (RawUpstream upstream = saying(HINTS + "HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\n<b>");
                RunningProxy proxy = oneStreamAndLittleTime(upstream)) {
            try (RawClient client = ask(proxy, upstream)) {
                assertThat(client.readHead()).isEqualTo(403);
                assertThat(client.header("Content-Length")).hasValue("0");
            }
            assertRoomForOne(proxy, upstream);
        }
    }

    @Test
    void aClientThatLeftWhileItWasToldToWaitLeavesItsPlace() throws Exception {
        try (RawUpstream upstream = saying(PROCESSING);
                RunningProxy proxy = oneStreamAndLittleTime(upstream)) {
            ask(proxy, upstream).close();
            await().atMost(PATIENCE).until(() -> upstream.connections() == 1);
            assertRoomForOne(proxy, upstream);
        }
    }
}
