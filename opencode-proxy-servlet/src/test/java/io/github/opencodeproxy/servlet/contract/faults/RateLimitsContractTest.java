package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.contract.WebSockets;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.servlet.limits.RateStore;
import io.github.opencodeproxy.servlet.limits.RateVerdict;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Too much at once is a 429 that says when to come back. */
class RateLimitsContractTest {

    private static final Rate PLENTY = new Rate(10_000, 10_000);

    private static final Rate THREE = new Rate(1, 3);

    private RawUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = Upstreams.healthy();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private RunningProxy proxy(Rate user, Rate target) {
        return RunningProxy.with(
                options -> options.quotas(Quotas.defaults().withRates(user, target))
                        .rateStore(frozen())
                        .identity(Identity.header("kubeflow-userid")),
                upstream.url());
    }

    /** Its buckets do not fill up while a slow machine runs a test. */
    private static RateStore frozen() {
        Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
        return (policy, key, rate) -> {
            int count = taken.computeIfAbsent(policy + " " + key, name -> new AtomicInteger())
                    .incrementAndGet();
            return CompletableFuture.completedFuture(
                    count <= rate.burst() ? RateVerdict.ALLOWED : new RateVerdict(TimeUnit.SECONDS.toNanos(1)));
        };
    }

    private HttpResponse<String> get(RunningProxy proxy, String user) throws IOException, InterruptedException {
        return proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "kubeflow-userid", user);
    }

    private static void assertTooFast(HttpResponse<String> response, String policy, int burst) {
        Upstreams.assertRefused(response, 429, "rate_limited");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("RateLimit-Policy"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("\"" + policy + "\";q=" + burst + ";w="));
        assertThat(response.headers().firstValue("RateLimit"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("\"" + policy + "\";r=0;t="));
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("X-Opencode-Proxy")).isPresent();
    }

    @Test
    @DisplayName("F34 more than the burst: a 429 for this user and nobody else, and no lock-out")
    void moreThanTheBurst() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(
                options -> options.quotas(Quotas.defaults().withRates(THREE, PLENTY))
                        .identity(Identity.header("kubeflow-userid")),
                upstream.url())) {
            int answered = 0;
            HttpResponse<String> response = get(proxy, "ada");
            // One more each second: a machine may be slow, but not that slow for long.
            for (; response.statusCode() == 200 && answered < 100; answered++) {
                response = get(proxy, "ada");
            }
            assertTooFast(response, "user", 3);
            assertThat(answered).isGreaterThanOrEqualTo(3);
            assertThat(upstream.heads()).hasSize(answered);
            assertThat(get(proxy, "bob").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> get(proxy, "ada").statusCode() == 200);
        }
    }

    @Test
    void aServerIsProtectedFromAllUsersTogether() throws Exception {
        try (RawUpstream other = Upstreams.healthy();
                RunningProxy proxy = RunningProxy.with(
                        options -> options.quotas(Quotas.defaults().withRates(PLENTY, THREE))
                                .rateStore(frozen())
                                .identity(Identity.header("kubeflow-userid")),
                        upstream.url(),
                        other.url())) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(proxy, "user-" + i).statusCode()).isEqualTo(200);
            }
            assertTooFast(get(proxy, "zoe"), "target", 3);
            assertThat(proxy.get("/api/proxy/x", "X-Target-Server", other.url()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void questionsAfterHealthAreRequestsToo() throws Exception {
        try (RunningProxy proxy = proxy(THREE, PLENTY)) {
            String question = "{\"servers\":[{\"url\":\"" + upstream.url() + "\"}]}";
            for (int i = 0; i < 3; i++) {
                assertThat(askHealth(proxy, question).statusCode()).isEqualTo(200);
            }
            assertTooFast(askHealth(proxy, question), "user", 3);
        }
    }

    private static HttpResponse<String> askHealth(RunningProxy proxy, String question)
            throws IOException, InterruptedException {
        return proxy.send(proxy.request("/api/servers/health", "X-Opencode-Proxy", "1")
                .POST(HttpRequest.BodyPublishers.ofString(question)));
    }

    /** Waiting would not help. */
    @Test
    void whatThePolicyRefusesStaysRefused() throws Exception {
        try (RunningProxy proxy = proxy(new Rate(1, 1), PLENTY)) {
            String denied = "http://kubernetes.default.svc.cluster.local:443";
            for (int i = 0; i < 3; i++) {
                Upstreams.assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", denied), 403, "target_denied");
            }
            assertTooFast(get(proxy, "anonymous"), "user", 1);
        }
    }

    /** Its body must not be taken for the next request. */
    @Test
    void aRefusedBodyEndsItsConnection() throws Exception {
        try (RunningProxy proxy = proxy(new Rate(1, 1), PLENTY)) {
            assertThat(get(proxy, "anonymous").statusCode()).isEqualTo(200);
            String smuggled = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
            try (RawClient client = proxy.raw(
                    "POST",
                    "/api/proxy/x",
                    "X-Target-Server: " + upstream.url() + "\r\nContent-Length: " + smuggled.length() + "\r\n")) {
                client.send(smuggled);
                assertThat(client.readHead()).isEqualTo(429);
                assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
            }
        }
    }

    @Test
    void aWebSocketIsARequestToo() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RunningProxy proxy = proxy(new Rate(1, 1), PLENTY)) {
            assertThat(get(proxy, "anonymous").statusCode()).isEqualTo(200);
            try (RawClient client = proxy.raw(
                    "GET", "/api/proxy/pty", "X-Target-Server: " + upstream.url() + "\r\n" + WebSockets.HANDSHAKE)) {
                assertThat(client.readHead()).isEqualTo(429);
                assertThat(client.header("RateLimit-Policy")).hasValue("\"user\";q=1;w=1");
                assertThat(client.header("Retry-After")).isPresent();
            }
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    /** As a store on the network would. */
    @Test
    void aVerdictMayComeLater() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(
                options -> options.quotas(Quotas.defaults())
                        .rateStore((policy, key, rate) -> CompletableFuture.supplyAsync(
                                () -> policy.equals("target") || key.equals("ada")
                                        ? RateVerdict.ALLOWED
                                        : new RateVerdict(TimeUnit.SECONDS.toNanos(9)),
                                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)))
                        .identity(Identity.header("kubeflow-userid")),
                upstream.url())) {
            assertThat(get(proxy, "ada").statusCode()).isEqualTo(200);
            assertThat(proxy.send(proxy.request(
                                            "/api/proxy/x", "X-Target-Server", upstream.url(), "kubeflow-userid", "ada")
                                    .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000))))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = get(proxy, "eve");
            assertTooFast(refused, "user", 200);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("9");
            String question = "{\"servers\":[{\"url\":\"" + upstream.url() + "\"}]}";
            assertThat(proxy.send(proxy.request(
                                            "/api/servers/health", "X-Opencode-Proxy", "1", "kubeflow-userid", "ada")
                                    .POST(HttpRequest.BodyPublishers.ofString(question)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(askHealth(proxy, question).statusCode()).isEqualTo(429);
        }
    }
}
