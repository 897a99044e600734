package io.github.opencodeproxy.servlet.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.health.HealthCheck;
import io.github.opencodeproxy.core.health.HealthProbe;
import io.github.opencodeproxy.core.health.HealthProbeException;
import io.github.opencodeproxy.core.health.ServerHealth;
import io.github.opencodeproxy.core.health.UnhealthyReason;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answer of a server means, whatever its length and however it breaks. */
class JettyHealthProbeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String LONG = "x".repeat(3 * HealthProbe.MAX_BODY_BYTES);

    private final UpstreamClient client = new UpstreamClient(new HttpClient(), PATIENCE, PATIENCE);
    private final JettyHealthProbe probe = new JettyHealthProbe(client);

    @AfterEach
    void close() {
        client.close();
    }

    private static TargetGate gate(String url) {
        return new TargetGate(
                Allowlist.builder().allow(url).build(),
                host -> CompletableFuture.failedFuture(new UnknownHostException(host)));
    }

    private static Target target(String url) {
        return new Target.Requested(ServerUrl.parse(url));
    }

    private ServerHealth check(RawUpstream upstream) {
        return check(upstream.url());
    }

    private ServerHealth check(String url) {
        HealthCheck check = new HealthCheck(
                gate(url), probe, new JettyDelay(client.scheduler()), Clock.systemUTC(), System::nanoTime);
        return check.check(target(url), Credentials.none())
                .toCompletableFuture()
                .join();
    }

    private static UnhealthyReason reason(ServerHealth health) {
        assertThat(health).isInstanceOf(ServerHealth.Unhealthy.class);
        return ((ServerHealth.Unhealthy) health).reason();
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html, NOT_OPENCODE",
        "200, application/json, NOT_OPENCODE",
        "401, text/html, AUTH_REQUIRED",
        "500, text/html, UPSTREAM_ERROR"
    })
    void aLongPageSaysWhatAShortOneSays(int status, String type, UnhealthyReason reason) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 " + status + " X\r\nContent-Type: " + type
                + "\r\nContent-Length: " + LONG.length() + "\r\n\r\n" + LONG)) {
            assertThat(reason(check(upstream))).isEqualTo(reason);
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void aLongPageOnTheOldRouteHidesNoNewerServer() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                boolean isKnown = conversation.target().equals("/api/health");
                conversation.answer(isKnown ? "application/json" : "text/html", isKnown ? "{\"healthy\":true}" : LONG);
            }
        })) {
            assertThat(check(upstream)).isInstanceOf(ServerHealth.Healthy.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"heal"})
    void silenceIsATimeout(String begun) throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
            conversation.readRequest();
            conversation.write(begun);
            conversation.awaitClose();
        })) {
            Upstream vetted = ((Decision.Allow) gate(upstream.url())
                            .admit(target(upstream.url()))
                            .toCompletableFuture()
                            .join())
                    .upstream();
            CompletableFuture<?> asked = probe.get(vetted, "/global/health", Credentials.none(), Duration.ofMillis(200))
                    .toCompletableFuture();
            assertThatThrownBy(asked::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            HealthProbeException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(UnhealthyReason.TIMEOUT));
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void aServerThatHangsUpIsNotOneThatRefuses() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(Conversation::reset)) {
            assertThat(reason(check(upstream))).isEqualTo(UnhealthyReason.UPSTREAM_ERROR);
        }
    }

    @Test
    void aPortThatSpeaksAnotherProtocolIsNoOpenCode() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("SSH-2.0-OpenSSH_9.2\r\n")) {
            assertThat(reason(check(upstream))).isEqualTo(UnhealthyReason.NOT_OPENCODE);
        }
    }

    @Test
    void whoHangsUpOnAHandshakeKnowsNoTls() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
            conversation.readSome();
            conversation.reset();
        })) {
            assertThat(reason(check(upstream.url().replace("http:", "https:")))).isEqualTo(UnhealthyReason.TLS);
        }
    }
}
