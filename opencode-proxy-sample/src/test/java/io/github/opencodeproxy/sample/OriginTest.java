package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which page made a request, and whether it may: plain requests, event streams and WebSockets are judged alike. */
@Timeout(60)
class OriginTest {

    private static final String SANDBOX = "http://sandbox-svc.ns.svc.cluster.local:4096";

    private static RawUpstream upstream;
    private static SampleServer sample;

    /** How a page can ask. */
    enum Form {
        PLAIN,
        EVENTS,
        WEBSOCKET
    }

    @BeforeAll
    static void start() throws IOException {
        upstream = RawUpstream.start(OriginTest::serve);
        sample = SampleServer.start(RunningSample.config(Map.of(
                "opencode.proxy.allow",
                upstream.url(),
                "opencode.proxy.servers.up.url",
                upstream.url(),
                "opencode.proxy.public-origins",
                OriginVariants.ORIGIN)));
    }

    private static void serve(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            if (conversation.header("upgrade").equals("websocket")) {
                conversation.acceptWebSocket("");
                return;
            }
            conversation.answer("application/json", conversation.head().startsWith("HEAD") ? "" : "{}");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
        upstream.close();
    }

    static Stream<Arguments> rows() throws IOException {
        try (InputStream in = OriginTest.class.getResourceAsStream("/corpora/origin-csrf.json")) {
            JsonNode cases = JsonMapper.builder().build().readTree(in).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(row ->
                            Arguments.of(row.get("id").asText(), row.get("why").asText(), row));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    void theTable(String id, String why, JsonNode row) throws Exception {
        String head = head(row.get("method").asText() + " " + path(row), headers(row));

        judge(row.get("expect").asText(), row.get("kind").asText().equals("ui"), head);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    void theSameRequestsAsEventStreamAndAsWebSocket(String id, String why, JsonNode row) throws Exception {
        String expected = row.get("expect").asText();
        if (row.get("kind").asText().equals("ui")) {
            return;
        }
        Map<String, String> headers = headers(row);
        headers.put("Accept", "text/event-stream");
        judge(expected, false, head("GET " + path(row), headers));

        headers.putAll(OriginVariants.UPGRADE);
        // Fetch Metadata alone is no proof for a WebSocket: browsers always send its Origin too.
        boolean isProven = headers.containsKey("Origin");
        judge(
                isProven ? expected : expected.equals("deny") ? "deny" : "deny-or-allow",
                false,
                head("GET " + path(row), headers));
    }

    @ParameterizedTest
    @EnumSource
    void moreThatAForeignPageCouldSend(Form form) throws Exception {
        List<String> routes = OriginVariants.routes(upstream.url());
        int turn = 0;
        for (String lines : OriginVariants.foreign()) {
            judge("deny", false, request(form, routes.get(turn++ % routes.size()), lines));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatOurOwnPageAndScriptsSendPasses(Form form) throws Exception {
        List<String> routes = OriginVariants.routes(upstream.url());
        int turn = 0;
        for (String lines : OriginVariants.own()) {
            judge("allow", false, request(form, routes.get(turn++ % routes.size()), lines));
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.opencodeproxy.sample.OriginVariants#preflights")
    void aPreflightGetsNoPermissionAndIsNotForwarded(String lines) throws Exception {
        int before = upstream.heads().size();
        for (String route : OriginVariants.routes(upstream.url())) {
            try (RawClient client = RunningSample.send(sample, "OPTIONS " + route + " HTTP/1.1\r\n" + lines + "\r\n")) {
                assertThat(client.readHead()).isBetween(200, 499);
                assertThat(client.head())
                        .doesNotContainIgnoringCase("access-control-")
                        .doesNotContainIgnoringCase("timing-allow");
            }
        }
        assertThat(upstream.heads()).hasSize(before);
    }

    private static void judge(String expected, boolean isPage, String request) throws IOException {
        int before = upstream.heads().size();
        try (RawClient client = RunningSample.send(sample, request)) {
            int status = client.readHead();
            String seen = request + client.head();
            boolean passed = status == 200 || status == 101;
            switch (expected) {
                case "allow" -> assertThat(passed).as(seen).isTrue();
                case "deny" -> assertThat(status).as(seen).isIn(400, 403);
                default -> assertThat(status).as(seen).isIn(101, 200, 400, 403);
            }
            assertThat(client.head()).doesNotContainIgnoringCase("access-control-");
            assertThat(upstream.heads()).as(seen).hasSize(before + (passed && !isPage ? 1 : 0));
        }
    }

    private static String request(Form form, String route, String lines) {
        String more = switch (form) {
            case PLAIN -> "";
            case EVENTS -> "Accept: text/event-stream\r\n";
            case WEBSOCKET -> lines(OriginVariants.UPGRADE);
        };
        return "GET " + route + " HTTP/1.1\r\n" + lines + more + "\r\n";
    }

    private static String path(JsonNode row) {
        return row.get("path")
                .asText()
                .replace("{P}", RunningSample.PREFIX)
                .replace("{proxy}", "api/proxy")
                .replace(
                        "http%3A%2F%2Fsandbox-svc.ns.svc.cluster.local%3A4096",
                        upstream.url().replace(":", "%3A"));
    }

    private static Map<String, String> headers(JsonNode row) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : row.get("headers").properties()) {
            headers.put(header.getKey(), header.getValue().asText().replace(SANDBOX, upstream.url()));
        }
        return headers;
    }

    private static String head(String requestLine, Map<String, String> headers) {
        return requestLine + " HTTP/1.1\r\n" + lines(headers) + "\r\n";
    }

    private static String lines(Map<String, String> headers) {
        StringBuilder lines = new StringBuilder();
        headers.forEach(
                (name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
        return lines.toString();
    }
}
