package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that runs code nobody reviewed may say anything: nobody but its own user is to notice. */
class HostileAnswerContractTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static RawUpstream saying(String answer) throws IOException {
        return RawUpstream.start(conversation -> {
            conversation.readRequest();
            conversation.write(answer);
            conversation.awaitClose();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 99 Low\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
                OK + "Content-Length: 5\nX: y\r\n\r\nhello",
                OK + "X: a\r\n folded\r\nContent-Length: 0\r\n\r\n",
                OK + "X Y: z\r\nContent-Length: 0\r\n\r\n",
                OK + "X: a\0b\r\nContent-Length: 0\r\n\r\n",
                OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                OK + "Transfer-Encoding: gzip\r\n\r\nhello",
                OK + "Transfer-Encoding: chunked\r\n\r\n5  \r\nhello\r\n0\r\n\r\n",
                OK + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            })
    void whatIsNoHttpIsABadGateway(String answer) throws Exception {
        try (RawUpstream upstream = saying(answer);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()), 502, "upstream_protocol");
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void floodsAreBadGateways() throws Exception {
        for (String flood : new String[] {
            OK + ("X: " + "x".repeat(1_000) + "\r\n").repeat(70),
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(2_000)
        }) {
            try (RawUpstream upstream = saying(flood);
                    RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
                assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()), 502, "upstream_protocol");
            }
        }
    }

    /** The head is on its way as soon as the server pauses after it; then the answer can only be cut. */
    @Test
    void aFloodInsideTheBodyIsABadGatewayOrCut() throws Exception {
        String flood = OK + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(17_000) + "\r\nCANARY\r\n0\r\n\r\n";
        try (RawUpstream upstream = saying(flood);
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "GET", "/api/proxy/x", "X-Target-Server: " + upstream.url() + "\r\nConnection: close\r\n")) {
            int status = client.readHead();

            if (status == 502) {
                assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("upstream_protocol");
            } else {
                assertThat(status).isEqualTo(200);
                assertThat(client.header("Transfer-Encoding")).hasValue("chunked");
                assertThat(client.readToEnd()).isEmpty();
            }
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\nhello!\r\n", "5\nhello\r\n", "0\r\nX: a\nY: b\r\n\r\n"})
    void aBodyThatTurnsHostileIsCut(String rest) throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    EventStreamContractTest.awaitQuietly(heard);
                    conversation.write(rest);
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw("GET", "/api/proxy/x", "X-Target-Server: " + upstream.url() + "\r\n")) {
            client.readUntil("data: first\n\n");
            heard.countDown();

            assertThat(client.readToEnd()).doesNotContain("0\r\n\r\n").doesNotContain("hello!");
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    /** Containers write a head into a buffer of 8 KiB first, and begin anew with a larger one when it is too long. */
    @ParameterizedTest
    @ValueSource(ints = {4_000, 9_000, 60_000})
    void theConnectionEndsWhenTheClientAsksForItHoweverLongTheHeadIs(int length) throws Exception {
        String target = "X-Target-Server: ";
        try (RawUpstream upstream =
                        RawUpstream.answering(OK + "X: " + "a".repeat(length) + "\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "GET", "/api/proxy/x", target + upstream.url() + "\r\nConnection: X-Some, close\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.header("X").orElse("")).hasSize(length);
            assertThat(client.header("Connection")).hasValue("close");
            assertThat(client.readToEnd()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void whatFollowsAnAnswerIsNobodysAnswer(String method) throws Exception {
        String answer = method.equals("GET") ? OK + "Content-Length: 4\r\n\r\nmine" : OK + "Content-Length: 4\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write(answer + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nCANARY");
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", upstream.url())
                                        .method(method, HttpRequest.BodyPublishers.noBody()))
                                .body())
                        .isEqualTo(method.equals("GET") ? "mine" : "");
            }
            await().until(() -> upstream.openConnections() == 0);
            assertThat(upstream.connections()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </CANARY>; rel=preload\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </CANARY>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
            })
    void interimAnswersStayHereHoweverTheyArrive(String interim) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    boolean isTorn = false;
                    while (conversation.readRequest()) {
                        String all = interim + OK + "Content-Length: 2\r\n\r\nok";
                        int step = isTorn ? 1 : all.length();
                        for (int i = 0; i < all.length(); i += step) {
                            conversation.write(all.substring(i, i + step));
                        }
                        isTorn = true;
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw("GET", "/api/proxy/x", "X-Target-Server: " + upstream.url() + "\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.head()).doesNotContain("CANARY");
            assertThat(client.read(2)).isEqualTo("ok");
            assertThat(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url())
                            .body())
                    .isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }
}
