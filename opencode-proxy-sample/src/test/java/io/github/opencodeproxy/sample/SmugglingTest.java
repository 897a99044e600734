package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Raw requests of which somebody else may have another opinion than we. None of them puts a request of its own on the way to
 * a server, and the next client gets its own answer.
 */
@Timeout(60)
class SmugglingTest {

    private static final String PATH = RunningSample.PREFIX + "/api/proxy/session";

    private static final List<String> COMPLETE = new CopyOnWriteArrayList<>();

    private static RawUpstream upstream;
    private static SampleServer sample;

    @BeforeAll
    static void start() throws IOException {
        upstream = RawUpstream.start(SmugglingTest::record);
        sample = SampleServer.start(RunningSample.config(Map.of("opencode.proxy.allow", upstream.url())));
    }

    private static void record(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            COMPLETE.add(conversation.head());
            conversation.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n");
            if (!conversation.head().startsWith("HEAD")) {
                conversation.write("mark=" + (conversation.header("X-Opencode-Mark") + "none").substring(0, 4));
            }
        }
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
        upstream.close();
    }

    static Stream<Arguments> table() throws IOException {
        try (InputStream in = SmugglingTest.class.getResourceAsStream("/corpora/smuggling.json")) {
            JsonNode rows = JsonMapper.builder().build().readTree(in).get("cases");
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> Arguments.of(
                            row.get("id").asText() + " " + row.get("title").asText(),
                            row.get("expect").asText(),
                            new String(
                                    Base64.getDecoder()
                                            .decode(row.get("raw_b64").asText()),
                                    StandardCharsets.ISO_8859_1)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void theTable(String name, String expected, String raw) throws Exception {
        judge(expected, raw);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("io.github.opencodeproxy.sample.SmugglingVariants#refused")
    void variantsThatAreRefused(String kind, String raw) throws Exception {
        judge("reject", raw);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("io.github.opencodeproxy.sample.SmugglingVariants#isolated")
    void variantsThatHarmNobody(String kind, String raw) throws Exception {
        judge("isolated", raw);
    }

    private static void judge(String expected, String raw) throws Exception {
        COMPLETE.clear();

        String answered = converse(fill(raw));

        List<String> seen = List.copyOf(COMPLETE);
        List<Integer> statuses = statuses(answered);
        assertThat(seen).as("requests of the attacker's own").noneMatch(head -> head.contains("smuggled"));
        assertThat(seen).as("no more requests than answers").hasSizeLessThanOrEqualTo(statuses.size());
        if (expected.equals("reject")) {
            assertThat(seen).isEmpty();
            assertThat(statuses).hasSizeLessThanOrEqualTo(1).allMatch(status -> status >= 400 && status < 600);
        } else if (expected.equals("reject-or-forward")) {
            assertThat(statuses).hasSize(1);
        }
        for (int i = 0; i < 2; i++) {
            String mark = "mk" + i + "x";
            assertThat(converse("GET " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + proof() + "X-Opencode-Mark: "
                            + mark + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("mark=" + mark);
        }
    }

    private static String fill(String raw) {
        return raw.replace("@PATH@", PATH)
                .replace("@HOST@", "127.0.0.1:" + sample.port())
                .replace("@HDRS@", proof());
    }

    private static String proof() {
        return "X-Target-Server: " + upstream.url() + "\r\nSec-Fetch-Site: same-origin\r\n";
    }

    private static List<Integer> statuses(String answered) {
        return Pattern.compile("HTTP/1\\.1 (\\d{3})")
                .matcher(answered)
                .results()
                .map(match -> Integer.parseInt(match.group(1)))
                .toList();
    }

    /** Says it all, waits a little for whatever comes, says that nothing more will come, and listens to the end. */
    private static String converse(String raw) throws IOException {
        StringBuilder answered = new StringBuilder();
        try (RawClient client = RawClient.connect(sample.port())) {
            client.send(raw).patience(Duration.ofMillis(300));
            try {
                listen(client, answered);
            } catch (SocketTimeoutException stillOpen) {
                client.finishSending().patience(Duration.ofSeconds(10));
                listen(client, answered);
            }
        } catch (SocketException reset) {
            // What was heard before counts.
        }
        return answered.toString();
    }

    private static void listen(RawClient client, StringBuilder answered) throws IOException {
        for (String one = client.read(1); !one.isEmpty(); one = client.read(1)) {
            answered.append(one);
        }
    }
}
