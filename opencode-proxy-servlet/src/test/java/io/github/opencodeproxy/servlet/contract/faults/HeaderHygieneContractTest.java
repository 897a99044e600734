package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of headers and locations, through a running proxy: what the core decides is what crosses the wire. */
class HeaderHygieneContractTest {

    private static Stream<Arguments> rows(String file, String table) throws IOException {
        try (InputStream in = HeaderHygieneContractTest.class.getResourceAsStream("/corpora/" + file + ".json")) {
            JsonNode rows = JsonMapper.builder().build().readTree(in).get(table);
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> Arguments.of(
                            row.get("id").asText() + " " + row.path("name").asText(), row));
        }
    }

    static Stream<Arguments> requests() throws IOException {
        return rows("header-hygiene", "request");
    }

    static Stream<Arguments> responses() throws IOException {
        return rows("header-hygiene", "response");
    }

    static Stream<Arguments> locations() throws IOException {
        return rows("location-rewrite", "cases");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void requestFields(String id, JsonNode row) throws Exception {
        String name = row.get("name").asText();
        String value = row.get("value").asText().replace("\\r", "\r").replace("\\n", "\n");
        if (row.get("why").asText().endsWith("refused by the parser")) {
            RunningProxy.assumeContainerHas(Capability.STRICT_FIELD_LINES);
        }
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 204 No\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "GET",
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url()
                                + "\r\n"
                                + (row.has("connection")
                                        ? "Connection: " + row.get("connection").asText() + "\r\n"
                                        : "")
                                + (isFraming(name) ? "" : name + ": " + value + "\r\n"))) {
            int status = client.readHead();

            String seen = String.join("\r\n", upstream.heads());
            if (row.get("action").asText().startsWith("refuse")) {
                assertThat(status).isBetween(400, 499);
                assertThat(seen).isEmpty();
            } else if (row.get("action").asText().equals("drop")) {
                assertThat(fieldNames(seen)).doesNotContain(plain(name));
                if (!name.equals("X-Target-Authorization")) {
                    // That one is meant for the server, under another name.
                    assertThat(seen).doesNotContain("CANARY");
                }
            } else if (row.get("action").asText().equals("pass")) {
                assertThat(seen.lines().map(HeaderHygieneContractTest::asTheContainerTellsNames))
                        .contains(asTheContainerTellsNames(name + ": " + value));
            }
        }
    }

    /** Their place is in the tests of framing: here they would only change what the request is. */
    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Transfer-Encoding")
                || name.equalsIgnoreCase("X-Target-Server")
                || name.equalsIgnoreCase("Host")
                || name.equalsIgnoreCase("Expect");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("responses")
    void responseFields(String id, JsonNode row) throws Exception {
        String name = row.get("name").asText();
        String value = row.get("value").asText().replace("\\n", "\n");
        String action = row.get("action").asText();
        if (value.contains("utf-7")) {
            RunningProxy.assumeContainerHas(Capability.UNKNOWN_CHARSETS);
        }
        boolean isLength = name.equalsIgnoreCase("Content-Length");
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\n"
                        + (isLength || name.equalsIgnoreCase("Transfer-Encoding") ? "" : name + ": " + value + "\r\n")
                        + "Content-Length: 5\r\n\r\nhello");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw("GET", "/api/proxy/x", "X-Target-Server: " + upstream.url() + "\r\n")) {
            int status = client.readHead();

            String seen = client.head();
            if (action.equals("502")) {
                assertThat(status).isEqualTo(502);
            } else if (action.equals("drop") && !isOwnToo(name)) {
                assertThat(fieldNames(seen)).doesNotContain(plain(name));
            } else if (action.startsWith("pass")) {
                assertThat(seen.lines().map(HeaderHygieneContractTest::closeUp)).contains(closeUp(name + ": " + value));
            } else if (action.equals("set")) {
                assertThat(seen.lines().map(HeaderHygieneContractTest::lowerName))
                        .contains(lowerName(name + ": " + value.split(" \\(", 2)[0]));
            }
        }
    }

    /** Hop by hop, so the container may set its own. */
    private static boolean isOwnToo(String name) {
        return name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("locations")
    void locationsStayWithUsOrAreDropped(String id, JsonNode row) throws Exception {
        JsonNode expected = row.get("expect");
        String status = row.path("status").asText("302");
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write("HTTP/1.1 " + status + " Moved\r\nContent-Length: 0\r\nLocation: "
                            + row.get("location")
                                    .asText()
                                    .replace("sandbox-svc.ns.svc.cluster.local:4096", conversation.header("Host"))
                            + "\r\n\r\n");
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url() + "/base");
                RawClient client =
                        proxy.raw("GET", "/api/proxy/a", "X-Target-Server: " + upstream.url() + "/base\r\n")) {
            int answered = client.readHead();

            if (expected.get("action").asText().equals("rewrite")) {
                assertThat(answered).isEqualTo(Integer.parseInt(status));
                String location = expected.get("value").asText();
                assertThat(client.header("Location"))
                        .hasValue(location.replace("{PUB}", RunningProxy.PREFIX + "/api/proxy"));
            } else {
                assertThat(client.header("Location")).isEmpty();
            }
            assertThat(upstream.heads()).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static Stream<String> fieldNames(String heads) {
        return heads.lines().skip(1).filter(line -> line.contains(":")).map(line -> plain(line.split(":", 2)[0]));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A container may write a content type anew; blanks between its parameters mean nothing (RFC 9110, 5.6.6). */
    private static String closeUp(String line) {
        return line.startsWith("Content-Type:") ? line.replace("; ", ";") : line;
    }

    private static String asTheContainerTellsNames(String line) {
        return RunningProxy.containerHas(Capability.FIELD_NAMES_AS_SENT) ? line : lowerName(line);
    }

    private static String lowerName(String line) {
        int colon = Math.max(0, line.indexOf(':'));
        return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
    }
}
