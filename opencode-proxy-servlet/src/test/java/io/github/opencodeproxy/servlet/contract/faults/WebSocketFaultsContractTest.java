package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.contract.WebSockets;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That nothing is left of a tunnel that ended badly. What each side hears is in WebSocketBreakContractTest. */
class WebSocketFaultsContractTest {

    /** One end of a tunnel, which is over when this returns. */
    private interface Peer {

        void talk(RawWebSocket socket) throws IOException;
    }

    @BeforeAll
    static void needsWebSockets() {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
    }

    static Stream<Arguments> faults() {
        Peer listening = RawWebSocket::readToClose;
        return Stream.of(
                Arguments.of("F45 the server dies", (Peer) RawWebSocket::reset, listening),
                Arguments.of("F46 the client dies", listening, (Peer) RawWebSocket::reset),
                Arguments.of(
                        "F47 the server answers no pings", (Peer) WebSocketFaultsContractTest::keepSilent, listening),
                Arguments.of(
                        "F47 the client answers no pings", listening, (Peer) WebSocketFaultsContractTest::keepSilent),
                Arguments.of("F48 the server says too much", (Peer) WebSocketFaultsContractTest::sayTooMuch, listening),
                Arguments.of("F48 the client says too much", listening, (Peer) WebSocketFaultsContractTest::sayTooMuch),
                Arguments.of("F49 the server sends nonsense", nonsense(0x00), listening),
                Arguments.of("F49 the client sends nonsense", listening, nonsense(0x80)));
    }

    private static Peer nonsense(int mask) {
        return socket -> {
            socket.frame(0xc1, mask, new byte[] {'a'});
            socket.readToClose();
        };
    }

    private static void keepSilent(RawWebSocket socket) {
        try {
            while (socket.read().opCode() != RawWebSocket.CLOSE) {}
        } catch (IOException ended) {
            // Ended without a close.
        }
    }

    private static void sayTooMuch(RawWebSocket socket) {
        try {
            byte[] piece = new byte[1024 * 1024];
            socket.frame(RawWebSocket.BINARY, piece);
            for (int i = 1; i < 17; i++) {
                socket.frame(RawWebSocket.CONTINUATION, piece);
            }
        } catch (IOException closed) {
            // Before all was said.
        }
        socket.readToClose();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void leaveNothingBehind(String fault, Peer server, Peer client) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    server.talk(conversation.acceptWebSocket(""));
                });
                RawUpstream healthy = Upstreams.healthy();
                WatchedProxy proxy = WatchedProxy.with(
                        options -> fault.startsWith("F47") ? options.pingInterval(Duration.ofMillis(200)) : options,
                        upstream.url(),
                        healthy.url())) {
            try (RawClient terminal = proxy.raw("GET", upstream.url(), WebSockets.HANDSHAKE)) {
                assertThat(terminal.readHead()).isEqualTo(101);
                client.talk(terminal.webSocket());
                await().atMost(20, TimeUnit.SECONDS).until(() -> upstream.openConnections() == 0);
                proxy.isUnharmed(healthy);
            }
        }
    }

    @ParameterizedTest(name = "F44 an upgrade refused with {0} leaves no tunnel to the server behind")
    @ValueSource(ints = {403, 404, 500})
    void aRefusedUpgradeIsNoTunnel(int status) throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation.write("HTTP/1.1 " + status + " No\r\nContent-Length: 2\r\n\r\nno");
                    while (true) {
                        said.add(conversation.readText());
                    }
                });
                RawUpstream healthy = Upstreams.healthy();
                WatchedProxy proxy = WatchedProxy.allowing(upstream.url(), healthy.url());
                RawClient client = proxy.raw("GET", upstream.url(), WebSockets.HANDSHAKE)) {
            assertThat(client.readHead()).isEqualTo(status);
            assertThat(client.read(2)).isEqualTo("no");
            // What a client would say to a server to which it believes to have a line (CVE-2018-1002105).
            client.send("GET /secret HTTP/1.1\r\nHost: server\r\n\r\n");
            Answers.readAsFarAsItGoes(client.patience(Duration.ofSeconds(1)));

            assertThat(said).isEmpty();
            assertThat(upstream.connections()).isEqualTo(1);
            proxy.isUnharmed(healthy);
        }
    }
}
