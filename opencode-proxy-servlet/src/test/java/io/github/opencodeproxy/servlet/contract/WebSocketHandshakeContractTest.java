package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a tunnel and who does not. */
class WebSocketHandshakeContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @BeforeAll
    static void needsWebSockets() {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
    }

    @Test
    void passesTheServersRefusalOnAsAPlainAnswer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation.write("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 9\r\n"
                            + "Set-Cookie: a=b\r\nX-Why: ticket\r\n\r\n<b>no</b>");
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(403);
            assertThat(client.read(9)).isEqualTo("<b>no</b>");
            assertThat(client.header("X-Why")).hasValue("ticket");
            assertThat(client.header("Set-Cookie")).isEmpty();
            assertThat(client.header("Content-Disposition")).hasValue("attachment");
            assertThat(client.header("Content-Security-Policy")).isPresent();
            assertThat(client.header("Upgrade")).isEmpty();
            Awaitility.await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void asksForAPasswordWithoutTheBrowsersPrompt() throws Exception {
        RawUpstream.Script script = conversation -> {
            conversation.readHead();
            conversation.write(
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
            conversation.awaitClose();
        };
        try (RawUpstream upstream = RawUpstream.start(script)) {
            assertRefused(upstream, 401, "upstream_auth_required");
        }
    }

    @Test
    void leavesTheBodyOutOfALongRefusal() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation.write("HTTP/1.1 500 No\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(500);
            assertThat(client.header("Content-Length")).hasValue("0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
                "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Yes\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 Yes\r\n\r\n",
                "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n"
            })
    void trustsNoAnswerThatIsNoHandshake(String answer) throws Exception {
        RawUpstream.Script script = conversation -> {
            conversation.readHead();
            conversation.write(answer);
            conversation.awaitClose();
        };
        try (RawUpstream upstream = RawUpstream.start(script)) {
            assertRefused(upstream, 502, "upstream_protocol");
            Awaitility.await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Protocol: never-offered\r\n",
                "Sec-WebSocket-Extensions: permessage-deflate\r\n",
            })
    void trustsNoHandshakeWithWhatWasNotOffered(String fields) throws Exception {
        RawUpstream.Script script = conversation -> {
            conversation.readHead();
            conversation.acceptWebSocket(fields);
            conversation.awaitClose();
        };
        try (RawUpstream upstream = RawUpstream.start(script)) {
            assertRefused(upstream, 502, "upstream_protocol");
        }
    }

    @Test
    void waitsOnlySoLongForAServer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation.awaitClose();
                });
                RunningProxy proxy =
                        RunningProxy.with(options -> options.headersTimeout(Duration.ofMillis(300)), upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(504);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("upstream_timeout");
        }
    }

    @Test
    void saysThatTheServerIsNotThere() throws Exception {
        RawUpstream upstream = RawUpstream.answering("");
        upstream.close();
        assertRefused(upstream, 502, "upstream_refused");
    }

    @Test
    void asksThePolicyAsForAnyRequest() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing();
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(403);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("target_denied");
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void letsNoForeignPageOpenOne() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "Origin: https://evil.example\r\n")) {
            assertThat(client.readHead()).isEqualTo(403);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("cross_site");
            assertThat(upstream.connections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  Sec-WebSocket-Version: 13,                          Sec-WebSocket-Version: 8",
        "GET,  Sec-WebSocket-Version: 13,                          X-None: 1",
        "GET,  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==,        X-None: 1",
        "GET,  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==,        Sec-WebSocket-Key: short",
        "POST, X-None: 1,                                          X-None: 1",
        "GET,  Connection: Upgrade,                                'Connection: Upgrade\r\nSec-WebSocket-Protocol: a b'",
    })
    void refusesAHandshakeThatIsNone(String method, String right, String wrong) throws Exception {
        String fields = WebSockets.HANDSHAKE.replace(right, wrong);
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client =
                        proxy.raw(method, "/api/proxy/pty", "X-Target-Server: " + upstream.url() + "\r\n" + fields)) {
            assertThat(client.readHead()).isEqualTo(400);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("request_malformed");
            assertThat(client.header("Sec-WebSocket-Version")).hasValue("13");
            assertThat(upstream.connections()).isZero();
        }
    }

    private static void assertRefused(RawUpstream upstream, int status, String code) throws IOException {
        try (RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(status);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue(code);
            assertThat(client.header("WWW-Authenticate")).isEmpty();
        }
    }
}
