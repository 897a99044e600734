package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths that want to be somewhere else: out of the files, out of the prefix, out of a server's base path. */
@Timeout(60)
class HostilePathsTest {

    /** What the files of our jar, of the JDK's and of the machine begin with or hold. */
    private static final List<String> SECRETS = List.of(
            "root:x:0:0", "CANARY", "Manifest-Version", "PK\u0003\u0004", "\u00ca\u00fe\u00ba\u00be", "<web-app");

    private static RawUpstream upstream;
    private static SampleServer sample;
    private static SampleServer atRoot;

    private int before;

    @BeforeAll
    static void start() throws IOException {
        upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n");
        sample = SampleServer.start(RunningSample.config(Map.of("opencode.proxy.allow", upstream.url())));
        atRoot = SampleServer.start(
                RunningSample.config(Map.of("NB_PREFIX", "/", "opencode.proxy.allow", upstream.url())));
    }

    @AfterAll
    static void stop() throws IOException {
        sample.close();
        atRoot.close();
        upstream.close();
    }

    @BeforeEach
    void count() {
        before = upstream.heads().size();
    }

    static Stream<Arguments> files() throws IOException {
        return rows("traversal", "cases");
    }

    static Stream<Arguments> proxied() throws IOException {
        return rows("traversal", "proxyPathCases");
    }

    static Stream<Arguments> addresses() throws IOException {
        return rows("url-normalise", "cases");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("files")
    void theTableOfFiles(String id, String why, JsonNode row) throws Exception {
        // The table has a prefix of its own in some rows.
        String target = row.get("target").asText();
        readsNothing(sample, target.replace("/notebook/team-a/mynb", "{P}").replace("{P}", RunningSample.PREFIX));
        readsNothing(atRoot, target.replace("/notebook/team-a/mynb", "{P}").replace("{P}", ""));
    }

    @Test
    void moreWaysOutOfTheFiles() throws Exception {
        for (String path : PathVariants.files()) {
            readsNothing(sample, RunningSample.PREFIX + path);
            readsNothing(sample, path);
            readsNothing(atRoot, path);
        }
        assertThat(upstream.heads()).hasSize(before);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("proxied")
    void theTableOfServersPaths(String id, String why, JsonNode row) throws Exception {
        staysInItsBase(row.get("proxiedPath").asText());
    }

    @Test
    void moreWaysOutOfAServersBasePath() throws Exception {
        for (String path : PathVariants.proxied()) {
            staysInItsBase(path);
        }
    }

    /** 400 is the answer to an address that is none, 403 to one that the policy does not allow. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("addresses")
    void theTableOfAddresses(String id, String group, JsonNode row) throws Exception {
        String written = row.get("input").asText();
        int expected = row.get("expect").has("error") ? 400 : 403;
        String query = "?target=" + PathVariants.escaped(written);
        String proven = "X-Opencode-Proxy: 1\r\nConnection: close\r\n";
        String upgrade =
                "X-Opencode-Proxy: 1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

        assertThat(status(RunningSample.PREFIX + "/api/proxy/x" + query, proven))
                .isEqualTo(expected);
        assertThat(status(RunningSample.PREFIX + "/api/proxy/x" + query, upgrade))
                .isEqualTo(expected);
        if (written.matches("[!-~]([ -~]*[!-~])?")) {
            assertThat(status(RunningSample.PREFIX + "/api/proxy/x", proven + "X-Target-Server: " + written + "\r\n"))
                    .isEqualTo(expected);
        }
        assertThat(upstream.heads()).hasSize(before);
    }

    private static int status(String target, String lines) throws IOException {
        try (RawClient client = RunningSample.get(sample, target, lines)) {
            return client.readHead();
        }
    }

    /** Our own page, one of our own files under its own name, a redirect below the prefix, or a refusal. */
    private static void readsNothing(SampleServer server, String target) throws IOException {
        String request = "GET " + latin(target)
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
        try (RawClient client = RunningSample.send(server, request)) {
            int status = client.readHead();
            String body = client.readToEnd();
            assertThat(body).as(target).doesNotContain(SECRETS);
            assertThat(status).as(target).isIn(200, 301, 302, 304, 307, 308, 400, 403, 404, 405, 414, 421);
            if (status == 200) {
                assertThat(body.strip().toLowerCase(Locale.ROOT)).as(target).startsWith("<!doctype html");
            }
            client.header("Location")
                    .ifPresent(location -> assertThat(location)
                            .as(target)
                            .doesNotContain("://", "\\", "..")
                            .doesNotStartWith("//"));
        }
    }

    private static void staysInItsBase(String path) throws IOException {
        int seen = upstream.heads().size();
        String request = "GET " + RunningSample.PREFIX + "/api/proxy" + latin(path)
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\nX-Target-Server: " + upstream.url()
                + "/base\r\nConnection: close\r\n\r\n";
        try (RawClient client = RunningSample.send(sample, request)) {
            int status = client.readHead();
            List<String> heads = upstream.heads();
            if (status != 200) {
                assertThat(status).as(path).isIn(400, 403, 404, 414);
                assertThat(heads).as(path).hasSize(seen);
                return;
            }
            String target = heads.get(heads.size() - 1).split(" ", 3)[1];
            String decoded = decoded(decoded(target.split("\\?", 2)[0]));
            assertThat(target).as(path).startsWith("/base/");
            assertThat(decoded.split("[/\\\\]", -1)).as(path).doesNotContain(".", "..");
            assertThat(target).as(path).matches("[!-~]+").doesNotContain("\\", "%00", "%0a", "%0d");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException brokenEscape) {
            return text;
        }
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Stream<Arguments> rows(String file, String table) throws IOException {
        try (InputStream in = HostilePathsTest.class.getResourceAsStream("/corpora/" + file + ".json")) {
            return StreamSupport.stream(
                            JsonMapper.builder().build().readTree(in).get(table).spliterator(), false)
                    .map(row -> Arguments.of(
                            row.get("id").asText(),
                            row.path("why").asText() + row.path("group").asText(),
                            row));
        }
    }
}
