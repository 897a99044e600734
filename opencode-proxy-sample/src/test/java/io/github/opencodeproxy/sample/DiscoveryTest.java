package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.kubernetes.ClusterAccess;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that the cluster has, in the running sample. */
@Timeout(60)
class DiscoveryTest {

    private static final Duration LATEST = Duration.ofSeconds(30);

    /** The pod's address is one that no policy but an exact rule lets through. */
    private static final String SANDBOXES = """
            {"metadata":{"resourceVersion":"7"},"items":[{
              "metadata":{"name":"box","namespace":"team","creationTimestamp":"2026-11-01T12:00:00Z"},
              "spec":{"podTemplate":{"spec":{"containers":[{"ports":[{"containerPort":4096}]}]}}},
              "status":{"podIPs":["127.0.0.1"],"conditions":[{"type":"Ready","status":"True"}]}}]}
            """;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch isOver = new CountDownLatch(1);

    private HttpServer apiServer;

    @BeforeEach
    void startApiServer() throws IOException {
        apiServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        apiServer.setExecutor(threads);
        apiServer.createContext("/", this::answer);
        apiServer.start();
    }

    @AfterEach
    void stopApiServer() {
        isOver.countDown();
        apiServer.stop(0);
        threads.shutdownNow();
    }

    @Test
    void areListedWithTheirStateBesidesTheProvidedOnes() throws Exception {
        try (SampleServer sample = SampleServer.start(
                RunningSample.config(keys("opencode.proxy.servers.up.url", "http://up.team.svc.cluster.local")))) {
            String list = awaitInList(sample, "\"key\":\"box\"");

            assertThat(list)
                    .contains("\"key\":\"up\"")
                    .contains(
                            "{\"key\":\"box\",\"name\":\"box\",\"url\":\"http://127.0.0.1:4096\",\"source\":\"discovered\","
                                    + "\"locked\":true,\"default\":false,\"kind\":\"sandbox\",\"state\":\"ready\","
                                    + "\"created\":\"2026-11-01T12:00:00Z\"}");
        }
    }

    @Test
    void mustLieInThePrivateRanges() throws Exception {
        try (SampleServer sample = SampleServer.start(RunningSample.config(keys("opencode.proxy.allow", "none")))) {
            awaitInList(sample, "\"key\":\"box\"");

            assertThat(get(sample, "/api/servers/box/proxy/session"))
                    .startsWith("HTTP/1.1 403")
                    .contains("\"code\":\"target_denied\"");
            assertThat(get(sample, "/api/servers/nobody/proxy/session")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void areHiddenByAProvidedServerOfTheirKey() throws Exception {
        try (SampleServer sample = SampleServer.start(
                RunningSample.config(keys("opencode.proxy.servers.box.url", "http://box.team.svc.cluster.local")))) {
            String list = awaitInList(sample, "\"problems\"");

            assertThat(list).contains("\"source\":\"config\"").doesNotContain("discovered");
        }
    }

    @Test
    void areMissedAloud() throws Exception {
        try (SampleServer sample = SampleServer.start(RunningSample.config(keys("opencode.proxy.allow", "none")))) {
            assertThat(awaitInList(sample, "\"problems\""))
                    .contains(
                            "{\"source\":\"services\",\"reason\":\"forbidden\",\"message\":\"The service account may not");
        }
    }

    @Test
    void canBeFoundInCodeAsTheGuideSays() throws Exception {
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        String source =
                Files.readString(module.resolve("src/test/java/io/github/opencodeproxy/sample/DiscoverySnippet.java"));
        String code = source.substring(
                source.indexOf("// snippet:begin\n") + "// snippet:begin\n".length(),
                source.indexOf("    // snippet:end"));
        ClusterAccess cluster = new ClusterAccess(
                URI.create("http://127.0.0.1:" + apiServer.getAddress().getPort()), Path.of("/does/not/exist"));

        assertThat(Files.readString(module.resolveSibling("docs/kubernetes.md")))
                .contains("```java\n" + code.indent(-4) + "```\n");
        try (DiscoverySnippet snippet = new DiscoverySnippet(cluster, TargetPolicy.denyAll())) {
            assertThat(snippet.servlet()).isNotNull();
        }
    }

    /** Services are forbidden, and there are no claims. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery();
        try (exchange) {
            if (path.endsWith("/services")) {
                send(exchange, 403, "{\"message\":\"no\"}");
            } else if (query.contains("watch=true")) {
                exchange.sendResponseHeaders(200, 0);
                isOver.await();
            } else {
                send(exchange, 200, path.endsWith("/sandboxes") ? SANDBOXES : "{\"metadata\":{},\"items\":[]}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Map<String, String> keys(String key, String value) {
        return Map.of(
                "opencode.proxy.kubernetes.discovery",
                "on",
                "opencode.proxy.kubernetes.api-url",
                "http://127.0.0.1:" + apiServer.getAddress().getPort(),
                "opencode.proxy.kubernetes.service-account",
                "/does/not/exist",
                key,
                value);
    }

    private static String awaitInList(SampleServer sample, String text) {
        return await().atMost(LATEST).until(() -> get(sample, "/api/servers"), list -> list.contains(text));
    }

    private static String get(SampleServer sample, String path) throws IOException {
        try (RawClient client = RunningSample.get(
                sample, RunningSample.PREFIX + path, "Connection: close\r\nX-Opencode-Proxy: 1\r\n")) {
            int status = client.readHead();
            return String.join("\n", List.of("HTTP/1.1 " + status, client.readToEnd()));
        }
    }
}
