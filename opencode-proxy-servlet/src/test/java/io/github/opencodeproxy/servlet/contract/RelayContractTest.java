package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two bodies and the two heads of a proxied request. */
class RelayContractTest {

    @Test
    void relaysTheServersErrorsAsTheyAre() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"name\":\"gone\"");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.get("/api/proxy/session/x", "X-Target-Server", upstream.url());

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("{\"name\":\"gone\"");
            assertThat(response.headers().firstValue("X-Opencode-Proxy-Error")).isEmpty();
        }
    }

    @Test
    void sendsABodyOfKnownLengthWithThatLength() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(RelayContractTest::echoBody);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            String text = "x".repeat(100_000);

            HttpResponse<String> response = proxy.send(proxy.request(
                            "/api/proxy/echo", "X-Target-Server", upstream.url(), "Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(text)));

            assertThat(response.body()).isEqualTo(text);
            assertThat(upstream.heads().get(0))
                    .contains("Content-Length: 100000", "Content-Type: application/json")
                    .doesNotContain("Transfer-Encoding");
        }
    }

    @Test
    void sendsABodyOfUnknownLengthInChunks() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(RelayContractTest::echoBody);
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "POST",
                        "/api/proxy/echo",
                        "X-Target-Server: " + upstream.url()
                                + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n")) {
            client.send("5\r\nhello\r\n").send("7\r\n, world\r\n").send("0\r\n\r\n");

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.readToEnd()).isEqualTo("hello, world");
            assertThat(upstream.heads().get(0)).contains("Transfer-Encoding: chunked");
        }
    }

    private static void echoBody(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            conversation.answer("text/plain", conversation.body());
        }
    }

    @Test
    void sendsAnEmptyPostWithoutWaitingForABody() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(RelayContractTest::echoBody);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response =
                    proxy.send(proxy.request("/api/proxy/abort", "X-Target-Server", upstream.url())
                            .POST(HttpRequest.BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(upstream.heads().get(0)).contains("Content-Length: 0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_096, 4_097, 40_000, 3_000_000})
    void relaysBodiesOfAnyLength(int length) throws Exception {
        String text = "0123456789".repeat(length / 10 + 1).substring(0, length);
        try (RawUpstream upstream =
                        RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + text);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());

            assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(length);
            assertThat(response.body()).isEqualTo(text);
        }
    }

    @Test
    void relaysBodiesThatEndWithTheConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertThat(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url())
                            .body())
                    .isEqualTo("all of it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"})
    void relaysAnswersWithoutABody(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());

            assertThat("HTTP/1.1 " + response.statusCode()).isEqualTo(answer.substring(0, 12));
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void relaysHeadWithTheLengthOfTheBodyThatIsNotSent() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", upstream.url())
                    .method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(1234);
        }
    }

    @Test
    void leavesEncodedBodiesAlone() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response =
                    proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "Accept-Encoding", "gzip, br");

            assertThat(response.body()).isEqualTo("not gzip");
            assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(upstream.heads().get(0)).contains("Accept-Encoding: gzip, br");
        }
    }

    @Test
    void letsNothingOfTheUsersIdentityCross() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "GET",
                        "/api/proxy/x?auth_token=CANARY&keep=1",
                        "X-Target-Server: " + upstream.url()
                                + "\r\nCookie: session=CANARY\r\nAuthorization: Bearer CANARY\r\n"
                                + "kubeflow-userid: CANARY\r\nX-Forwarded-For: CANARY\r\nX-Api-Key: CANARY\r\n"
                                + "Referer: http://CANARY/\r\nX-Custom: CANARY\r\nX-Opencode-Directory: %2Ftmp\r\n"
                                + "Accept: application/json\r\nConnection: close, Keep-Me\r\nKeep-Me: CANARY\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);

            assertThat(upstream.heads().get(0))
                    .startsWith("GET /x?keep=1 HTTP/1.1")
                    .doesNotContain("CANARY")
                    // Some containers write names in lower case.
                    .containsIgnoringCase("X-Opencode-Directory: %2Ftmp")
                    .containsIgnoringCase("Accept: application/json")
                    .contains("Host: 127.0.0.1:" + upstream.port())
                    .containsPattern("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        }
    }

    @Test
    void tellsWhereARequestCameFromWhereThatIsConfigured() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = RunningProxy.with(options -> options.forwarded(true), upstream.url())) {
            proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "X-Forwarded-For", "6.6.6.6");

            assertThat(upstream.heads().get(0))
                    .contains("X-Forwarded-For: 127.0.0.1\r\n")
                    .contains("X-Forwarded-Proto: http\r\n")
                    .contains("X-Forwarded-Host: 127.0.0.1:" + proxy.port())
                    .doesNotContain("6.6.6.6");
        }
    }

    @Test
    void isolatesWhatTheServerSays() throws Exception {
        try (RawUpstream upstream =
                        RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=CANARY\r\n"
                                + "Access-Control-Allow-Origin: CANARY\r\nContent-Security-Policy: CANARY\r\nETag: \"1\"\r\n"
                                + "Clear-Site-Data: CANARY\r\nConnection: X-Hop\r\nX-Hop: CANARY\r\nX-Next-Cursor: 7\r\n"
                                + "Content-Length: 2\r\n\r\nhi");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());

            assertThat(response.headers().map().toString()).doesNotContain("CANARY");
            assertThat(response.headers().firstValue("X-Next-Cursor")).hasValue("7");
            assertThat(response.headers().firstValue("ETag")).hasValue("\"1\"");
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("sandbox");
            assertThat(response.headers().firstValue("Content-Disposition")).hasValue("attachment");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store, no-transform");
        }
    }

    @Test
    void doesNotFollowRedirectsAndKeepsThemUnderItsOwnRoute() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        String to = conversation.target().equals("/own") ? "/other" : "http://evil.example/";
                        conversation.write("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertThat(proxy.get("/api/proxy/own", "X-Target-Server", upstream.url())
                            .headers()
                            .firstValue("Location"))
                    .hasValue("/notebook/ns/name/api/proxy/other");
            assertThat(proxy.get("/api/proxy/foreign", "X-Target-Server", upstream.url())
                            .headers()
                            .firstValue("Location"))
                    .isEmpty();
            assertThat(upstream.heads()).hasSize(2);
        }
    }

    @Test
    void rewritesRelativeRedirectsBelowTheServersBasePath() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 302 Found\r\nLocation: next?page=2\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(upstream.url() + "/base")) {
            assertThat(proxy.get("/api/proxy/list/all?q=/1/2", "X-Target-Server", upstream.url() + "/base")
                            .headers()
                            .firstValue("Location"))
                    .hasValue("/notebook/ns/name/api/proxy/list/next?page=2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"})
    void inventsNoLengthForHead(String answer) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", upstream.url())
                    .method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        }
    }

    @Test
    void cutsALongAnswerWhereTheServerCutsIt() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(500_000));
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertThatThrownBy(() -> proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void saysItselfThatTheServerAsksForAPassword() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 3\r\n\r\nno!");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            HttpResponse<String> response = proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());

            assertRefused(response, 401, "upstream_auth_required");
            assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
        }
    }

    @Test
    void cutsTheAnswerWhenTheServerCutsItsBody() throws Exception {
        for (String head : new String[] {"Content-Length: 100000", "Transfer-Encoding: chunked"}) {
            try (RawUpstream upstream = RawUpstream.start(conversation -> {
                        conversation.readRequest();
                        conversation.write("HTTP/1.1 200 OK\r\n" + head + "\r\n\r\n5\r\nhello\r\n");
                    });
                    RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
                // A problem while nothing was sent, else an answer that is visibly cut.
                try {
                    assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()), 502, "upstream_reset");
                } catch (IOException cut) {
                    assertThat(upstream.heads()).as(head).hasSize(1);
                }
            }
        }
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(RelayContractTest::echoBody);
                RunningProxy proxy = RunningProxy.with(options -> options.maxBodyBytes(10), upstream.url())) {
            HttpRequest.Builder announced = proxy.request("/api/proxy/x", "X-Target-Server", upstream.url())
                    .POST(HttpRequest.BodyPublishers.ofString("x".repeat(11)));
            assertRefused(proxy.send(announced), 413, "body_too_large");
            assertThat(upstream.connections()).isZero();

            try (RawClient client = proxy.raw(
                    "POST",
                    "/api/proxy/x",
                    "X-Target-Server: " + upstream.url() + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n")) {
                client.send("b\r\nxxxxxxxxxxx\r\n");
                assertThat(client.readHead()).isEqualTo(413);
            }
        }
    }

    @Test
    void tellsTheServerWhenTheBrowserLeaves() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    try {
                        while (true) {
                            conversation.event("tick");
                        }
                    } catch (IOException gone) {
                        left.countDown();
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            try (RawClient client =
                    proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
                client.readHead();
                client.readUntil("tick");
            }

            assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void slowsTheServerDownToTheBrowsersPace() throws Exception {
        AtomicReference<Long> sent = new AtomicReference<>(0L);
        AtomicReference<Long> seen = new AtomicReference<>(0L);
        String block = "x".repeat(64 * 1024);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                    for (int i = 0; i < 4096; i++) {
                        conversation.write(block);
                        sent.set(sent.get() + block.length());
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw("GET", "/api/proxy/big", "X-Target-Server: " + upstream.url() + "\r\n")) {
            client.readHead();
            // The kernel's buffers fill, then nothing moves: 256 MB do not end up in this process.
            await().atMost(20, TimeUnit.SECONDS)
                    .pollInterval(500, TimeUnit.MILLISECONDS)
                    .until(() -> sent.get() > 0 && seen.getAndSet(sent.get()).equals(sent.get()));
            assertThat(sent.get()).isLessThan(64L * 1024 * 1024);
        }
    }
}
