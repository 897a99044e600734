package io.github.opencodeproxy.servlet.contract.faults;

import static io.github.opencodeproxy.servlet.contract.faults.Upstreams.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.BlackHole;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that keeps its requests keeps none of the others from theirs. */
class BulkheadContractTest {

    private static final Rate PLENTY = new Rate(100_000, 100_000);
    private static final Quotas ANY_RATE =
            Quotas.defaults().withRates(PLENTY, PLENTY).withRequests(100_000, 256);

    private RawUpstream healthy;

    @BeforeEach
    void start() throws IOException {
        healthy = Upstreams.healthy();
    }

    @AfterEach
    void stop() throws IOException {
        healthy.close();
    }

    @Test
    @DisplayName("F35 more slow requests than a server may have: a 503 at once, and the others are served")
    void moreSlowRequestsThanAServerMayHave() throws Exception {
        int most = 8;
        CountDownLatch answer = new CountDownLatch(1);
        try (RawUpstream slow = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    awaitQuietly(answer);
                    conversation.answer("text/plain", "late");
                });
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.quotas(ANY_RATE.withRequests(100, most)), slow.url(), healthy.url())) {
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < most; i++) {
                waiting.add(proxy.raw("GET", slow.url(), ""));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> slow.connections() == most);
            var refused = proxy.get(slow.url());
            assertRefused(refused, 503, "overloaded");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(proxy.get(healthy.url()).statusCode()).isEqualTo(200);

            answer.countDown();
            for (RawClient client : waiting) {
                assertThat(client.readHead()).isEqualTo(200);
                client.close();
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> proxy.get(slow.url()).statusCode() == 200);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    void moreSlowRequestsThanAUserMayHave() throws Exception {
        int most = 4;
        try (RawUpstream slow = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.awaitClose();
                });
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.quotas(ANY_RATE.withRequests(most, 256))
                                .identity(Identity.header("kubeflow-userid")),
                        slow.url(),
                        healthy.url())) {
            List<RawClient> waiting = new ArrayList<>();
            for (int i = 0; i < most; i++) {
                waiting.add(proxy.raw("GET", slow.url(), "kubeflow-userid: ada\r\n"));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> slow.connections() == most);
            try (RawClient client = proxy.raw("GET", healthy.url(), "kubeflow-userid: ada\r\n")) {
                assertThat(client.readHead()).isEqualTo(429);
                assertThat(client.header("RateLimit-Policy"))
                        .hasValue("\"user-requests\";q=4;qu=\"concurrent-requests\"");
            }
            try (RawClient client = proxy.raw("GET", healthy.url(), "kubeflow-userid: bob\r\n")) {
                assertThat(client.readHead()).isEqualTo(200);
            }
            for (RawClient client : waiting) {
                client.close();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("R87 a thousand requests to a server that swallows them leave another as it is")
    void aThousandRequestsToABlackHole() throws Exception {
        int most = ANY_RATE.requestsPerTarget();
        List<RawClient> clients = new ArrayList<>();
        try (BlackHole hole = BlackHole.open();
                WatchedProxy proxy =
                        WatchedProxy.with(options -> options.quotas(ANY_RATE), hole.url(), healthy.url())) {
            for (int i = 0; i < 1_000; i++) {
                clients.add(proxy.raw("GET", hole.url(), "").patience(Duration.ofSeconds(60)));
                if (i % 50 == 0) {
                    assertThat(proxy.get(healthy.url()).statusCode()).isEqualTo(200);
                }
            }
            int timedOut = 0;
            for (RawClient client : clients) {
                int status = client.readHead();
                assertThat(status).isIn(503, 504);
                timedOut += status == 504 ? 1 : 0;
                client.close();
            }
            // The first to time out open the breaker, so that nobody takes their places.
            assertThat(timedOut).isBetween(1, most + 5);
            proxy.isUnharmed(healthy);
        }
    }

    /** A question after health holds a connection for as long as it waits, like any request. */
    @Test
    void questionsAfterHealthHaveTheSameShare() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (RawUpstream slow = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    awaitQuietly(mayEnd);
                });
                RunningProxy proxy =
                        RunningProxy.with(options -> options.quotas(ANY_RATE.withRequests(100, 3)), slow.url())) {
            // Twenty servers at one address: one that is asked for twice is asked once.
            String question = IntStream.range(0, 20)
                    .mapToObj(i -> "{\"url\":\"" + slow.url() + "/" + i + "\"}")
                    .collect(Collectors.joining(",", "{\"servers\":[", "]}"));
            try (RawClient client = RawClient.connect(proxy.port())
                    .send("POST " + RunningProxy.PREFIX + "/api/servers/health HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                            + "Connection: close\r\nX-Opencode-Proxy: 1\r\nContent-Length: " + question.length()
                            + "\r\n\r\n" + question)) {
                await().until(() -> slow.heads().size() == 3);
                mayEnd.countDown();
                assertThat(client.readHead()).isEqualTo(200);
                assertThat(client.readToEnd().split("\"unknown\"", -1)).hasSize(18);
            }
            assertThat(slow.heads()).hasSize(3);
        }
    }
}
