package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that began as good ones and were broken at random. The same seed breaks the same requests; a failure names the
 * request.
 */
@Timeout(60)
class RawFuzzTest {

    private static final int REQUESTS = 500;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private static final List<String> TOKENS = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            "\0",
            "\t",
            " ",
            "\u000b",
            "\u0080",
            "\u00ff",
            ":",
            ",",
            ";",
            "/",
            "//",
            "\\",
            "..",
            "%",
            "%00",
            "%2e%2e",
            "%0d%0a",
            "?",
            "#",
            "@",
            "0",
            "-1",
            "99999999999999999999",
            "chunked",
            "identity",
            "close",
            "keep-alive",
            "Upgrade",
            "GET ",
            "POST ",
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/2.0",
            "Host: evil.example\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 0\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: x\r\n",
            "Expect: 100-continue\r\n",
            "Connection: X-Target-Server\r\n",
            "X-Target-Server: http://169.254.169.254\r\n",
            "Origin: null\r\n",
            "Sec-Fetch-Site: cross-site\r\n",
            "Upgrade: websocket\r\n",
            "Cookie: a=b\r\n",
            "Range: bytes=0-\r\n",
            "If-None-Match: *\r\n",
            "Accept-Encoding: br, gzip;q=0\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "0\r\n\r\n",
            "GET /smuggled HTTP/1.1\r\nHost: smuggled\r\n\r\n",
            "?target=http%3A%2F%2F169.254.169.254",
            "A".repeat(9000));

    private RawUpstream upstream;
    private SampleServer sample;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.start(RawFuzzTest::serve);
        sample = SampleServer.start(RunningSample.config(Map.of(
                "opencode.proxy.allow", upstream.url(), "opencode.proxy.servers.up.url", upstream.url() + "/base")));
    }

    private static void serve(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            if (conversation.header("upgrade").equals("websocket")) {
                conversation.acceptWebSocket("");
                return;
            }
            conversation.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n"
                    + (conversation.head().startsWith("HEAD ") ? "" : "ok"));
        }
    }

    @AfterEach
    void stop() throws IOException {
        sample.close();
        upstream.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4096, 20261123})
    void brokenRequestsBreakNothing(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> good = good();
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            broken.add(broken(good.get(random.nextInt(good.size())), random));
        }

        inParallel(broken);

        assertThat(upstream.heads()).allSatisfy(RawFuzzTest::isOneOfOurs);
        for (String request : good) {
            assertThat(STATUS.matcher(converse(request)).find()).as(request).isTrue();
        }
        assertThat(converse(good.get(0))).startsWith("HTTP/1.1 200").endsWith("ok");
    }

    /** Most of the time is waiting. */
    private void inParallel(List<String> requests) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(12);
        try {
            for (Future<?> done : requests.stream()
                    .map(request -> clients.submit(() -> judge(request)))
                    .toList()) {
                done.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private void judge(String request) {
        String answered = converse(request);
        assertThat(answered.isEmpty() || answered.startsWith("HTTP/1.1 "))
                .as(request + "\n" + answered)
                .isTrue();
        STATUS.matcher(answered)
                .results()
                .map(match -> Integer.parseInt(match.group(1)))
                .forEach(status ->
                        assertThat(status).as(request + "\n" + answered).isNotIn(500, 503));
        assertThat(answered)
                .as(request)
                .doesNotContain("Exception", "\tat ", "org.eclipse", "io.github.opencodeproxy.", "/tmp/", ".java:");
        assertThat(answered)
                .as(request)
                .doesNotContainIgnoringCase("\r\naccess-control-")
                .doesNotContainIgnoringCase("\r\nset-cookie");
    }

    /** What reaches the server is well-formed, goes to it, and holds nothing that was to stay here. */
    private static void isOneOfOurs(String head) {
        String[] lines = head.split("\r\n", -1);
        assertThat(lines[0])
                .matches("(GET|HEAD|POST|PUT|PATCH|DELETE) /[!-~]* HTTP/1\\.1")
                .doesNotContain("/smuggled");
        assertThat(lines)
                .filteredOn(line -> line.regionMatches(true, 0, "Host:", 0, 5))
                .hasSize(1);
        assertThat(head).doesNotContain("smuggled").doesNotContain("evil.example");
        assertThat(head.toLowerCase(Locale.ROOT))
                .doesNotContain("\ncookie:", "\norigin:", "\nsec-fetch-", "\nx-target-", "\n ", "\0");
    }

    private List<String> good() {
        String host = " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: curl/8\r\n";
        String close = "Connection: close\r\n\r\n";
        String target = "X-Target-Server: " + upstream.url() + "\r\n";
        String proxied = RunningSample.PREFIX + "/api/proxy/session";
        String query = "?limit=1&target=" + upstream.url().replace(":", "%3A");
        return List.of(
                "GET " + proxied + host + target + close,
                "GET " + proxied + query + host + "Accept: text/event-stream\r\n" + close,
                "POST " + proxied + host + target + "Content-Type: application/json\r\nContent-Length: 13\r\n" + close
                        + "{\"text\":\"hi\"}",
                "POST " + proxied + host + target + "Transfer-Encoding: chunked\r\n" + close
                        + "5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\n\r\n",
                "GET " + RunningSample.proxied("/a%2Fb/c?d=e") + host
                        + "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Dest: empty\r\n" + close,
                "GET " + proxied + host + target
                        + "Origin: http://127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: a, b\r\n\r\n",
                "POST " + RunningSample.PREFIX + "/api/servers/health" + host
                        + "Content-Type: application/json\r\nContent-Length: 26\r\n" + close
                        + "{\"servers\":[{\"key\":\"up\"}]}",
                "GET " + RunningSample.PREFIX + "/api/servers" + host + close,
                "GET " + RunningSample.PREFIX + "/" + host + "Accept: text/html\r\nIf-None-Match: \"x\"\r\n" + close,
                "OPTIONS " + proxied + host + "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n"
                        + close,
                "GET /healthz" + host + close);
    }

    /** One to four times: something put in, something in another's place, lost, said twice, or cut off. */
    private static String broken(String request, Random random) {
        StringBuilder text = new StringBuilder(request);
        for (int times = 1 + random.nextInt(4); times > 0 && text.length() > 0; times--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(7)) {
                case 0 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 1 -> text.replace(at, end, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> text.delete(at, end);
                case 3 -> text.setCharAt(at, (char) random.nextInt(256));
                case 4 -> text.insert(lineAfter(text, at), TOKENS.get(random.nextInt(TOKENS.size())));
                case 5 -> text.insert(lineAfter(text, at), text.substring(at, end) + "\r\n");
                default -> text.setLength(random.nextInt(4) == 0 ? at : text.length());
            }
        }
        return text.toString();
    }

    private static int lineAfter(StringBuilder text, int at) {
        int end = text.indexOf("\r\n", at);
        return end < 0 ? text.length() : end + 2;
    }

    /** Says it all, then that nothing more will come, and listens to the end. */
    private String converse(String raw) {
        StringBuilder answered = new StringBuilder();
        try (RawClient client = RawClient.connect(sample.port())) {
            client.send(raw).patience(Duration.ofMillis(150));
            try {
                listen(client, answered);
            } catch (SocketTimeoutException stillOpen) {
                client.finishSending().patience(Duration.ofSeconds(15));
                listen(client, answered);
            }
        } catch (SocketException reset) {
            // What was heard before counts.
        } catch (IOException e) {
            throw new AssertionError(raw + "\n" + answered, e);
        }
        return answered.toString();
    }

    private static void listen(RawClient client, StringBuilder answered) throws IOException {
        for (String one = client.read(1); !one.isEmpty(); one = client.read(1)) {
            answered.append(one);
        }
    }
}
