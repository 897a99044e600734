package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile or broken server may answer, and that neither this client nor the next one pays for it. */
class ResponseFaultsContractTest {

    static Stream<Arguments> table() throws IOException {
        try (InputStream in = ResponseFaultsContractTest.class.getResourceAsStream("/corpora/response-faults.json")) {
            JsonNode rows = JsonMapper.builder().build().readTree(in).get("cases");
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> Arguments.of(
                            row.get("id").asText() + " " + row.get("title").asText(), row));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void theTable(String name, JsonNode row) throws Exception {
        String raw = new String(Base64.getDecoder().decode(row.get("raw_b64").asText()), StandardCharsets.ISO_8859_1);
        JsonNode expected = row.get("expect");
        boolean isHead = expected.get("client").asText().startsWith("HEAD");
        try (RawUpstream upstream = RawUpstream.start(conversation -> serve(conversation, raw, false));
                WatchedProxy proxy =
                        WatchedProxy.with(options -> options.idleStreamTimeout(Duration.ofSeconds(2)), upstream.url());
                RawClient client = ask(proxy, upstream, isHead ? "HEAD" : "GET")) {
            client.patience(Duration.ofSeconds(3));
            String answered = Answers.readAsFarAsItGoes(client);

            if (isHead) {
                assertThat(answered).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
            } else if (expected.get("client").asText().startsWith("200")) {
                assertThat(answered)
                        .satisfiesAnyOf(
                                text -> assertThat(text)
                                        .startsWith("HTTP/1.1 200")
                                        .containsOnlyOnce("Content-Length: 5"),
                                text -> assertThat(text).startsWith("HTTP/1.1 502"));
            } else {
                assertThat(Answers.isRefusedOrCut(answered)).as(answered).isTrue();
            }
            await().until(() -> upstream.openConnections() == 0);
            nextAnswerIsItsOwn(proxy, upstream);
        }
    }

    /** Heads that no server should send: the class of each row of the table, and then some. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n",
                "HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: y\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nnocolon\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX(: y\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 1000 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 -20 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/3.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/0.9 200 OK\r\nContent-Length: 0\r\n\r\n",
                "ICY 200 OK\r\nContent-Length: 0\r\n\r\n",
                "hello\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"
            })
    void nonsenseIsRefused(String raw) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> serve(conversation, raw, true));
                WatchedProxy proxy =
                        WatchedProxy.with(options -> options.idleStreamTimeout(Duration.ofSeconds(2)), upstream.url());
                RawClient client = ask(proxy, upstream, "GET")) {
            String answered = Answers.readAsFarAsItGoes(client);

            assertThat(Answers.isRefusedOrCut(answered)).as(answered).isTrue();
            nextAnswerIsItsOwn(proxy, upstream);
        }
    }

    /** Bytes after the end of an answer: the next client must not get them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokpoison",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 204 No\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 304 No\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 304 No\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
                "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n6\r\npoison\r\n0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
            })
    void whatComesAfterTheEndPoisonsNobody(String raw) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> serve(conversation, raw, true));
                WatchedProxy proxy = WatchedProxy.allowing(upstream.url());
                RawClient client = ask(proxy, upstream, "GET")) {
            assertThat(client.readHead()).isBetween(200, 502);
            nextAnswerIsItsOwn(proxy, upstream);
        }
    }

    private static RawClient ask(WatchedProxy proxy, RawUpstream upstream, String method) throws IOException {
        return proxy.raw(method, upstream.url(), "Connection: close\r\n");
    }

    /** Says what it should not to the first question, and goes on as if nothing was if it may. */
    private static void serve(Conversation conversation, String raw, boolean isKept) throws IOException {
        while (conversation.readRequest()) {
            if (conversation.target().equals("/x")) {
                conversation.write(raw);
                if (!isKept) {
                    return;
                }
            } else {
                conversation.answer("text/plain", conversation.target());
            }
        }
    }

    private static void nextAnswerIsItsOwn(WatchedProxy proxy, RawUpstream upstream) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(proxy.get("/next" + i, upstream.url()).body()).isEqualTo("/next" + i);
        }
        proxy.settles();
    }
}
