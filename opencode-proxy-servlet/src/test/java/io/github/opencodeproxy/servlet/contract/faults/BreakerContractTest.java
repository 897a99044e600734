package io.github.opencodeproxy.servlet.contract.faults;

import static io.github.opencodeproxy.servlet.contract.faults.Upstreams.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.contract.WebSockets;
import io.github.opencodeproxy.testkit.BlackHole;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server that is not there is left alone for a while, and everybody is told at once. */
class BreakerContractTest {

    private static final int FAILURES = 5;

    private RawUpstream healthy;

    @BeforeEach
    void start() throws IOException {
        healthy = Upstreams.healthy();
    }

    @AfterEach
    void stop() throws IOException {
        healthy.close();
    }

    private static void assertOpen(HttpResponse<String> response) {
        assertRefused(response, 503, "circuit_open");
        assertThat(response.headers().firstValue("Retry-After"))
                .hasValueSatisfying(value -> assertThat(Integer.parseInt(value)).isBetween(1, 5));
    }

    @Test
    @DisplayName("F36 the breaker opens after failures in a row, and one request tries again")
    void opensAndCloses() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        try (RawUpstream flapping = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.write("HTTP/1.1 " + status.get()
                                + " Hm\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhm");
                    }
                });
                WatchedProxy proxy = WatchedProxy.allowing(flapping.url(), healthy.url())) {
            for (int i = 0; i < FAILURES; i++) {
                HttpResponse<String> response = proxy.get(flapping.url());
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.body()).isEqualTo("hm");
            }
            assertOpen(proxy.get(flapping.url()));
            assertOpen(proxy.get(flapping.url()));
            assertThat(flapping.heads()).as("asked no more").hasSize(FAILURES);
            assertThat(proxy.get(healthy.url()).statusCode()).isEqualTo(200);

            status.set(200);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> proxy.get(flapping.url()).statusCode() == 200);
            assertThat(proxy.get(flapping.url()).statusCode()).isEqualTo(200);
            assertThat(flapping.heads()).hasSize(FAILURES + 2);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    void refusedConnectionsOpenIt() throws Exception {
        String closed = Upstreams.closed();
        try (WatchedProxy proxy = WatchedProxy.allowing(closed, healthy.url())) {
            for (int i = 0; i < FAILURES; i++) {
                assertRefused(proxy.get(closed), 502, "upstream_refused");
            }
            assertOpen(proxy.get(closed));
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    void connectionsThatTakeTooLongOpenIt() throws Exception {
        try (BlackHole hole = BlackHole.open();
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.connectTimeout(Duration.ofMillis(200)), hole.url(), healthy.url())) {
            for (int i = 0; i < FAILURES; i++) {
                assertRefused(proxy.get(hole.url()), 504, "upstream_timeout");
            }
            assertOpen(proxy.get(hole.url()));
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    void errorsOfTheServerItselfDoNot() throws Exception {
        try (RawUpstream failing = RawUpstream.answering(
                        "HTTP/1.1 500 No\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno");
                WatchedProxy proxy = WatchedProxy.allowing(failing.url(), healthy.url())) {
            for (int i = 0; i < 3 * FAILURES; i++) {
                assertThat(proxy.get(failing.url()).statusCode()).isEqualTo(500);
            }
        }
    }

    /** Or a client could close a server to all others. */
    @Test
    void whatClientsDoWrongDoesNot() throws Exception {
        try (WatchedProxy proxy = WatchedProxy.allowing(healthy.url())) {
            for (int i = 0; i < 3 * FAILURES; i++) {
                try (RawClient client = proxy.raw("POST", healthy.url(), "Content-Length: 100\r\n")) {
                    client.send("half").reset();
                }
                try (RawClient client = proxy.raw("POST", healthy.url(), "Transfer-Encoding: chunked\r\n")) {
                    client.send("no chunk\r\n\r\n");
                    client.readToEnd();
                }
            }
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    void whatThePolicyRefusesDoesNot() throws Exception {
        try (RawUpstream denied = Upstreams.healthy();
                WatchedProxy proxy = WatchedProxy.allowing(healthy.url())) {
            for (int i = 0; i < 3 * FAILURES; i++) {
                assertRefused(proxy.get(denied.url()), 403, "target_denied");
            }
        }
    }

    @Test
    void terminalsAndRequestsShareIt() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        String closed = Upstreams.closed();
        try (WatchedProxy proxy = WatchedProxy.allowing(closed, healthy.url())) {
            for (int i = 0; i < FAILURES; i++) {
                try (RawClient client = proxy.raw("GET", closed, WebSockets.HANDSHAKE)) {
                    assertThat(client.readHead()).isEqualTo(502);
                }
            }
            assertOpen(proxy.get(closed));
            try (RawClient client = proxy.raw("GET", closed, WebSockets.HANDSHAKE)) {
                assertThat(client.readHead()).isEqualTo(503);
                assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("circuit_open");
                assertThat(client.header("Retry-After")).isPresent();
            }
        }
    }
}
