package io.github.opencodeproxy.servlet.contract.faults;

import static io.github.opencodeproxy.servlet.contract.faults.Upstreams.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.testkit.BlackHole;
import io.github.opencodeproxy.testkit.FaultProxy;
import io.github.opencodeproxy.testkit.Faults;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody to talk to: each answer names the reason, and nothing is left of the attempt. */
class ConnectFaultsContractTest {

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
    @DisplayName("F01 the port is closed")
    void thePortIsClosed() throws Exception {
        String closed = Upstreams.closed();
        try (WatchedProxy proxy = WatchedProxy.allowing(closed, healthy.url())) {
            assertRefused(proxy.get(closed), 502, "upstream_refused");
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F03 packets are swallowed")
    void packetsAreSwallowed() throws Exception {
        try (BlackHole hole = BlackHole.open();
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.connectTimeout(Duration.ofMillis(300)), hole.url(), healthy.url())) {
            assertRefused(proxy.get(hole.url()), 504, "upstream_timeout");
            proxy.isUnharmed(healthy);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "F04 NXDOMAIN,   unknown, 502, upstream_dns",
        "F05 SERVFAIL,   unknown, 502, upstream_dns",
        "F06 no answer,  slow,    504, upstream_timeout",
        "F07 denied,     inside,  403, target_denied"
    })
    void theNameLeadsNowhere(String fault, String host, int status, String code) throws Exception {
        // What the Java runtime makes of NXDOMAIN and SERVFAIL is the same exception.
        try (RawUpstream inside = Upstreams.healthy();
                WatchedProxy proxy = WatchedProxy.with(options -> options.policy(Allowlist.builder()
                                .allow("*.ns.svc.cluster.local:*, " + healthy.url())
                                .build())
                        .resolver(ConnectFaultsContractTest::resolve))) {
            assertRefused(proxy.get("http://" + host + ".ns.svc.cluster.local:" + inside.port()), status, code);
            assertThat(inside.connections()).as(fault).isZero();
            proxy.isUnharmed(healthy);
        }
    }

    private static CompletableFuture<List<InetAddress>> resolve(String host) {
        if (host.startsWith("inside")) {
            return CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()));
        }
        return CompletableFuture.failedFuture(
                host.startsWith("slow") ? new TimeoutException() : new UnknownHostException(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    @DisplayName("F13 a reset before any byte of the answer")
    void aResetBeforeAnyByteOfTheAnswer(String method) throws Exception {
        try (FaultProxy faulty = FaultProxy.to(healthy.port())
                        .towardsClient(Faults.none().resetAfter(0));
                WatchedProxy proxy = WatchedProxy.allowing(faulty.url(), healthy.url())) {
            assertRefused(
                    method.equals("GET") ? proxy.get(faulty.url()) : proxy.post(faulty.url(), "body"),
                    502,
                    "upstream_reset");
            // On a connection of its own nothing is tried again: the server may have done what was asked.
            assertThat(healthy.heads()).hasSizeLessThanOrEqualTo(1);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F13 a reset of a connection that was used before: a POST is never sent twice")
    void aPostIsNeverSentTwice() throws Exception {
        try (FaultProxy faulty = FaultProxy.to(healthy.port());
                WatchedProxy proxy = WatchedProxy.allowing(faulty.url(), healthy.url())) {
            assertThat(proxy.get(faulty.url()).statusCode()).isEqualTo(200);
            proxy.settles();
            faulty.towardsServer(Faults.none().resetAfter(0));

            assertRefused(proxy.post(faulty.url(), "body"), 502, "upstream_reset");
            assertThat(healthy.heads())
                    .filteredOn(head -> head.startsWith("POST"))
                    .hasSizeLessThanOrEqualTo(1);
            faulty.towardsServer(Faults.none());
            assertThat(proxy.get(faulty.url()).statusCode()).isEqualTo(200);
            proxy.isUnharmed(healthy);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    @DisplayName("F15 errors of the server are the server's")
    void errorsOfTheServerAreTheServers(int status) throws Exception {
        try (RawUpstream failing = RawUpstream.answering(
                        "HTTP/1.1 " + status + " Sorry\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nsorry");
                WatchedProxy proxy = WatchedProxy.allowing(failing.url(), healthy.url())) {
            var response = proxy.get(failing.url());
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body()).isEqualTo("sorry");
            assertThat(response.headers().firstValue("X-Opencode-Proxy-Error")).isEmpty();
            assertThat(response.headers().firstValue("X-Opencode-Proxy")).isPresent();
            proxy.isUnharmed(healthy);
        }
    }
}
