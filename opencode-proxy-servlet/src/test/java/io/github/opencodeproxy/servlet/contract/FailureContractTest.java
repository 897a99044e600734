package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the browser is told when a server is gone, slow or broken. */
class FailureContractTest {

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void nobodyListens() throws Exception {
        String url = "http://127.0.0.1:" + closedPort();
        try (RunningProxy proxy = RunningProxy.allowing(url)) {
            assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", url), 502, "upstream_refused");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                          | upstream_reset",
                "SSH-2.0-OpenSSH_9.2                                         | upstream_protocol",
                "HTTP/1.1 +200 OK                                            | upstream_protocol"
            })
    void theServerSpeaksNonsense(String answer, String code) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write(answer.isEmpty() ? "" : answer + "\r\nContent-Length: 0\r\n\r\n");
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()), 502, code);
        }
    }

    @Test
    void theServerResets() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.reset();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()), 502, "upstream_reset");
        }
    }

    @Test
    void theServerDoesNotSpeakTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
            conversation.readSome();
            conversation.write("HTTP/1.1 400 Bad\r\n\r\n");
        })) {
            String url = upstream.url().replace("http:", "https:");
            try (RunningProxy proxy = RunningProxy.allowing(url)) {
                assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", url), 502, "upstream_tls");
            }
        }
    }

    @Test
    void theServerDoesNotAnswerTheHandshake() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(Conversation::awaitClose)) {
            String url = upstream.url().replace("http:", "https:");
            try (RunningProxy proxy = RunningProxy.with(options -> options.tlsTimeout(Duration.ofMillis(200)), url)) {
                assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", url), 504, "upstream_timeout");
            }
        }
    }

    @Test
    void theServerIsSilentForLongerThanConfigured() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.awaitClose();
                });
                RunningProxy proxy =
                        RunningProxy.with(options -> options.headersTimeout(Duration.ofMillis(200)), upstream.url())) {
            assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url()), 504, "upstream_timeout");
        }
    }

    @ParameterizedTest
    @CsvSource({"unknown,502,upstream_dns", "slow,504,upstream_timeout", "inside,403,target_denied"})
    void theNameLeadsNowhere(String host, int status, String code) throws Exception {
        try (RunningProxy proxy = RunningProxy.with(options -> options.policy(
                        Allowlist.builder().allow("*.ns.svc.cluster.local").build())
                .resolver(FailureContractTest::resolve))) {
            assertRefused(
                    proxy.get("/api/proxy/x", "X-Target-Server", "http://" + host + ".ns.svc.cluster.local"),
                    status,
                    code);
        }
    }

    private static CompletableFuture<List<InetAddress>> resolve(String host) {
        if (host.startsWith("inside")) {
            return CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()));
        }
        return CompletableFuture.failedFuture(
                host.startsWith("slow") ? new TimeoutException() : new UnknownHostException(host));
    }

    @Test
    void theNextRequestIsFineAfterAFailure() throws Exception {
        String dead = "http://127.0.0.1:" + closedPort();
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = RunningProxy.allowing(upstream.url(), dead)) {
            assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", dead), 502, "upstream_refused");
            org.assertj.core.api.Assertions.assertThat(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url())
                            .body())
                    .isEqualTo("ok");
        }
    }
}
