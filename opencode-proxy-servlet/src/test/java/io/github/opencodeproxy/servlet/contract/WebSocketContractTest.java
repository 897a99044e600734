package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a tunnel carries. */
class WebSocketContractTest {

    @BeforeAll
    static void needsWebSockets() {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
    }

    @Test
    void carriesTextAndBytesBothWays() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);

            terminal.text("ls -l # é€😀");
            RawWebSocket.Received text = terminal.readMessage();
            assertThat(text.opCode()).isEqualTo(RawWebSocket.TEXT);
            assertThat(new String(text.text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                    .isEqualTo("ls -l # é€😀");

            terminal.frame(RawWebSocket.FIN | RawWebSocket.BINARY, new byte[] {0, (byte) 0xff, 1});
            RawWebSocket.Received bytes = terminal.readMessage();
            assertThat(bytes.opCode()).isEqualTo(RawWebSocket.BINARY);
            assertThat(bytes.text()).isEqualTo("\0\u00ff\1");

            terminal.text("");
            assertThat(terminal.readMessage().text()).isEmpty();
        }
    }

    @Test
    void carriesAMessageInFragmentsAndCharactersCutInTwo() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            byte[] face = "😀".getBytes(StandardCharsets.UTF_8);

            terminal.frame(RawWebSocket.TEXT, new byte[] {'a', face[0], face[1]});
            terminal.frame(RawWebSocket.FIN | RawWebSocket.PING, new byte[] {'p'});
            terminal.frame(RawWebSocket.FIN | RawWebSocket.CONTINUATION, new byte[] {face[2], face[3], 'z'});

            byte[] echoed = terminal.readMessage().text().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(new String(echoed, StandardCharsets.UTF_8)).isEqualTo("a😀z");
        }
    }

    @Test
    void letsFramesWaitUntilTheServerHasOpened() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    await(open);
                    RawWebSocket socket = conversation.acceptWebSocket("");
                    socket.text("got " + socket.readMessage().text());
                    socket.readToClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            RawWebSocket early = client.webSocket();
            early.text("impatient");
            open.countDown();

            assertThat(client.readHead()).isEqualTo(101);
            assertThat(early.readMessage().text()).isEqualTo("got impatient");
        }
    }

    @Test
    void offersTheSubprotocolsAndPassesTheChosenOne() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation
                            .acceptWebSocket("Sec-WebSocket-Protocol: v2\r\n")
                            .readToClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = WebSockets.ask(
                        proxy, upstream, "/pty", "Sec-WebSocket-Protocol: v1, v2\r\nSec-WebSocket-Protocol: v3\r\n")) {
            assertThat(client.readHead()).isEqualTo(101);

            assertThat(client.header("Sec-WebSocket-Protocol")).hasValue("v2");
            assertThat(upstream.heads().get(0)).containsIgnoringCase("\r\nSec-WebSocket-Protocol: v1, v2, v3\r\n");
        }
    }

    @Test
    void sendsTheServerItsTicketUntouchedAndNothingOfTheBrowser() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "GET",
                        "/api/proxy/pty/pty_1/connect?directory=%252Fa%20b&target=" + upstream.url()
                                + "&auth_token=c2VjcmV0&cursor=-1&ticket=4e%2F-_~",
                        WebSockets.HANDSHAKE + "Origin: http://127.0.0.1\r\nCookie: session=1\r\n"
                                + "Authorization: Bearer user\r\nX-Target-Authorization: Basic c2FuZGJveA==\r\n"
                                + "kubeflow-userid: me\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n"
                                + "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
            int status = client.readHead();
            assertThat(status)
                    .as(client.head() + (status == 101 ? "" : client.readUntil("}")))
                    .isEqualTo(101);
            assertThat(client.header("X-Opencode-Proxy")).isPresent();
            assertThat(client.header("Sec-WebSocket-Extensions")).isEmpty();

            String head = upstream.heads().get(0);
            assertThat(head)
                    .startsWith("GET /pty/pty_1/connect?directory=%252Fa%20b&cursor=-1&ticket=4e%2F-_~ HTTP/1.1\r\n")
                    .contains("Host: 127.0.0.1:" + upstream.port())
                    .contains("Authorization: Basic c2FuZGJveA==")
                    .contains("Via: 1.1 opencode-proxy-")
                    .doesNotContainIgnoringCase("origin:")
                    .doesNotContainIgnoringCase("cookie")
                    .doesNotContainIgnoringCase("kubeflow")
                    .doesNotContainIgnoringCase("permessage")
                    .doesNotContain("Bearer");
            assertThat(head.lines().filter(line -> line.startsWith("Cache-Control")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, bye", "1001, ''", "1008, no", "1011, été", "3000, x", "4999, y"})
    void passesTheServersCloseOn(int code, String reason) throws Exception {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    socket.text("last words");
                    socket.close(code, reason);
                    answer.complete(socket.readToClose());
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);

            assertThat(terminal.readMessage().text()).isEqualTo("last words");
            RawWebSocket.Received close = terminal.readPastPings();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isEqualTo(reason);
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, bye", "1001, ''", "1008, no", "1011, été", "3000, x", "4999, y"})
    void passesTheClientsCloseOn(int code, String reason) throws Exception {
        CompletableFuture<RawWebSocket.Received> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readPastPings()));
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            terminal.close(code, reason);

            RawWebSocket.Received close = heard.get(10, TimeUnit.SECONDS);
            assertThat(close.opCode()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isEqualTo(reason);
        }
    }

    @Test
    void closesNormallyWhenTheClientClosesWithoutACode() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readToClose()));
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            WebSockets.open(proxy, upstream).close(1005, "");

            // Some containers tell of no code as if it were 1000.
            assertThat(heard.get(10, TimeUnit.SECONDS)).isIn(1005, 1000);
        }
    }

    @Test
    void closesNormallyWhenTheServerClosesWithoutACode() throws Exception {
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    socket.close(1005, "");
                    socket.readToClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertThat(WebSockets.open(proxy, upstream).readToClose()).isEqualTo(1000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
