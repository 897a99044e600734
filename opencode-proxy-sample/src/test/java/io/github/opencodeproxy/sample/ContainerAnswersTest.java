package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerAnswersTest {

    private static final String HOST = "Host: 127.0.0.1\r\n";

    private static SampleServer sample;

    @BeforeAll
    static void start() throws IOException {
        sample = SampleServer.start(RunningSample.config(Map.of()));
    }

    @AfterAll
    static void stop() {
        sample.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", RunningSample.PREFIX + "/healthz", RunningSample.PREFIX + "/readyz"})
    void probesAreAnsweredAtTheRootAndBelowThePrefix(String path) throws IOException {
        try (RawClient client = RunningSample.get(sample, path)) {
            assertThat(client.readHead()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/json", "text/html;charset=utf-16"})
    void theTypeOfAProxiedAnswerIsTheServers(String type) throws IOException {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.answer(type, "body");
                });
                SampleServer proxy = SampleServer.start(RunningSample.configFor(upstream.url()));
                RawClient client = RunningSample.get(proxy, RunningSample.proxied("/x"), "X-Opencode-Proxy: 1\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.header("Content-Type")).hasValue(type);
        }
    }

    static Stream<Arguments> refusedRequests() {
        return Stream.of(
                refused(404, "not_found", "GET " + RunningSample.PREFIX + "/api/nothing HTTP/1.1\r\n" + HOST),
                refused(405, "method_not_allowed", "TRACE /healthz HTTP/1.1\r\n" + HOST),
                refused(405, "method_not_allowed", "TRACE " + RunningSample.PREFIX + "/ HTTP/1.1\r\n" + HOST),
                refused(405, "method_not_allowed", "CONNECT 127.0.0.1:4096 HTTP/1.1\r\nHost: 127.0.0.1:4096\r\n"),
                refused(501, "method_unknown", "PROPFIND " + RunningSample.PREFIX + "/api/proxy/x HTTP/1.1\r\n" + HOST),
                refused(414, "uri_too_long", "GET /" + "a".repeat(17 * 1024) + " HTTP/1.1\r\n" + HOST),
                refused(414, "uri_too_long", "GET /healthz?" + "a".repeat(40 * 1024) + " HTTP/1.1\r\n" + HOST),
                refused(431, "headers_too_large", "GET / HTTP/1.1\r\n" + HOST + "A: " + "a".repeat(33 * 1024) + "\r\n"),
                refused(431, "headers_too_large", "GET / HTTP/1.1\r\n" + HOST + "A: a\r\n".repeat(101)),
                refused(400, "request_malformed", "GET / HTTP/1.1\r\n"),
                refused(400, "request_malformed", "GET / HTTP/1.1\r\n" + HOST + "A : a\r\n"),
                refused(400, "request_malformed", "GET / HTTP/1.1\r\n" + HOST + "A: a\r\n b\r\n"),
                refused(400, "request_malformed", "GET / HTTP/1.1\n" + HOST),
                refused(400, "request_malformed", "GET /a\u0001b HTTP/1.1\r\n" + HOST),
                refused(400, "request_malformed", "GET /a\u00e9b HTTP/1.1\r\n" + HOST),
                refused(400, "request_malformed", "GET /a%zzb HTTP/1.1\r\n" + HOST),
                refused(400, "request_malformed", "GET http://me@127.0.0.1/ HTTP/1.1\r\n" + HOST),
                refused(400, "request_malformed", "GET /../x HTTP/1.1\r\n" + HOST),
                refused(400, "request_malformed", post("Transfer-Encoding: gzip, chunked\r\n")),
                refused(400, "request_malformed", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")),
                refused(400, "request_malformed", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")),
                refused(400, "request_malformed", post("Content-Length: 3\r\nContent-Length: 4\r\n")),
                refused(417, "expectation_failed", post("Content-Length: 3\r\nExpect: a-miracle\r\n")));
    }

    private static Arguments refused(int status, String code, String head) {
        return Arguments.of(status, code, head + "\r\n");
    }

    private static String post(String headers) {
        return "POST " + RunningSample.PREFIX + "/api/servers/x/proxy/ HTTP/1.1\r\n" + HOST + headers;
    }

    @ParameterizedTest
    @MethodSource("refusedRequests")
    void refusalsAreProblemsThatReflectNothing(int status, String code, String request) throws IOException {
        try (RawClient client = RunningSample.send(sample, request)) {
            assertThat(client.readHead()).isEqualTo(status);
            assertThat(client.header("Content-Type")).contains("application/problem+json");
            assertThat(client.header("X-Opencode-Proxy")).isPresent();
            assertThat(client.header("X-Opencode-Proxy-Error")).contains(code);
            assertThat(client.header("Server")).isEmpty();
            int length = Integer.parseInt(client.header("Content-Length").orElse("0"));
            // Jetty closes without a body after an answer to CONNECT and TRACE that it cannot frame otherwise.
            assertThat(client.read(length))
                    .contains("\"status\":" + status, "\"code\":\"" + code + "\"", "\"requestId\":\"")
                    .doesNotContain("<", "jetty", "Exception", "aaaa");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/file/a%2Fb", "/%25", "/a;b=c/d", "/%E2%82%AC", "/%5B", "/a%20b", "/@scope"})
    void pathsThatOtherContainersCallAmbiguousReachTheProxy(String path) throws IOException {
        String target = RunningSample.PREFIX + "/api/servers/nobody/proxy" + path;
        try (RawClient client = RunningSample.get(sample, target, "X-Opencode-Proxy: 1\r\n")) {
            client.readHead();
            assertThat(client.header("X-Opencode-Proxy-Error")).contains("server_unknown");
        }
    }

    @Test
    void aConnectionServesSeveralRequests() throws IOException {
        try (RawClient client = RunningSample.get(sample, "/healthz")) {
            assertThat(client.readHead()).isEqualTo(200);
            client.read(Integer.parseInt(client.header("Content-Length").orElseThrow()));
            assertThat(client.send("GET /readyz HTTP/1.1\r\n" + HOST + "\r\n").readHead())
                    .isEqualTo(200);
        }
    }
}
