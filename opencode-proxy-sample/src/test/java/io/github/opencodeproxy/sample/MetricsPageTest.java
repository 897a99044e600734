package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MetricsPageTest {

    private static final String PROOF = "X-Opencode-Proxy: 1\r\n";

    @Test
    void requestsAreCountedWithoutSayingWhoAskedWhomForWhat() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()))) {
            ask(
                    sample,
                    RunningSample.proxied("/session/CANARY?ticket=CANARY"),
                    "kubeflow-userid: CANARY@example.com\r\nCookie: s=CANARY\r\n");

            await().untilAsserted(() -> assertThat(metrics(sample.port()))
                    .contains(
                            "opencode_proxy_requests_total{code=\"none\",end=\"complete\",kind=\"http\",status=\"2xx\"}"
                                    + " 1.0")
                    .contains("opencode_proxy_open_streams{kind=\"websocket\"} 0.0")
                    .contains("jvm_memory_used_bytes{")
                    .doesNotContain("CANARY", "127.0.0.1", "session", Integer.toString(upstream.port()), "\"up\""));
        }
    }

    @Test
    void withAManagementPortNothingElseIsThereAndTheMetricsAreNowhereElse() throws IOException {
        int port = freePort();
        try (SampleServer sample = SampleServer.start(
                RunningSample.config(Map.of("opencode.proxy.management-port", Integer.toString(port))))) {
            assertThat(sample.managementPort()).isEqualTo(port);
            assertThat(metrics(port)).contains("# TYPE opencode_proxy_open_requests gauge");
            assertThat(status(port, "/healthz")).isEqualTo(200);
            assertThat(status(port, "/readyz")).isEqualTo(200);
            for (String path : new String[] {
                "/",
                "/api/servers",
                "/api/proxy/metrics",
                RunningSample.PREFIX + "/",
                RunningSample.PREFIX + "/healthz",
                RunningSample.PREFIX + "/metrics",
                "/metrics/",
                "//metrics",
                "/%6detrics",
                "/metrics;a=b"
            }) {
                assertThat(status(port, path)).as(path).isEqualTo(404);
            }

            assertThat(status(sample.port(), "/healthz")).isEqualTo(200);
            assertThat(status(sample.port(), "/metrics")).isEqualTo(404);
            assertThat(status(sample.port(), RunningSample.PREFIX + "/metrics")).isEqualTo(404);
        }
    }

    @Test
    void theMetricsAreNotBelowThePrefixWhereBrowsersAre() throws IOException {
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of()))) {
            assertThat(status(sample.port(), RunningSample.PREFIX + "/metrics")).isEqualTo(404);
            assertThat(status(sample.port(), "/metrics")).isEqualTo(200);
        }
    }

    @Test
    void theyAreReadOnly() throws IOException {
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of()));
                RawClient client = RunningSample.send(
                        sample, "POST /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
                RawClient head = RunningSample.send(sample, "HEAD /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")) {
            assertThat(client.readHead()).isEqualTo(404);
            assertThat(head.readHead()).isEqualTo(200);
            assertThat(head.header("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(head.header("Cache-Control")).hasValue("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:", "http://localhost:", "http://[::1]:", "http://0.0.0.0:"})
    void aUserCannotChooseThemAsATarget(String host) throws IOException {
        int port = freePort();
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of(
                        "opencode.proxy.management-port",
                        Integer.toString(port),
                        "opencode.proxy.allow",
                        "*.example, localhost:*, 10.0.0.0/8")));
                RawClient client = RunningSample.get(
                        sample,
                        RunningSample.PREFIX + "/api/proxy/metrics",
                        PROOF + "Connection: close\r\nX-Target-Server: " + host + port + "\r\n")) {
            assertThat(client.readHead()).isEqualTo(403);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("target_denied");
            assertThat(client.readToEnd()).doesNotContain("opencode_proxy_");
        }
    }

    private static void ask(SampleServer sample, String path, String headers) throws IOException {
        try (RawClient client = RunningSample.get(sample, path, PROOF + headers)) {
            assertThat(client.readHead()).isEqualTo(200);
        }
    }

    private static String metrics(int port) throws IOException {
        try (RawClient client =
                RawClient.connect(port).send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            return client.readToEnd();
        }
    }

    private static int status(int port, String path) throws IOException {
        try (RawClient client = RawClient.connect(port)
                .send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")) {
            return client.readHead();
        }
    }

    /** The configuration has no word for a port that the system chooses: 0 would mean none. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
