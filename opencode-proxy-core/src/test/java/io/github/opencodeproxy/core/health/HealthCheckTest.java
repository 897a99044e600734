package io.github.opencodeproxy.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Target TARGET = new Target.Requested(ServerUrl.parse("http://a.ns:4096"));
    private static final Credentials PASSWORD = Credentials.basic("opencode", "SECRET");
    private static final HealthProbe.Answer PAGE = answer(200, "text/html; charset=utf-8", "<html>");

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> asked = new ArrayList<>();
    private final AtomicBoolean isCalledOff = new AtomicBoolean();
    private Delay delay = (wait, task) -> () -> isCalledOff.set(true);
    private HostResolver resolver = host -> CompletableFuture.completedFuture(List.of(address()));

    @Test
    void isHealthyWhenTheServerSaysSo() {
        ServerHealth health = check(Map.of("/global/health", json("{\"healthy\":true,\"version\":\"1.18.33\"}")));
        assertThat(health).isEqualTo(new ServerHealth.Healthy("1.18.33", Duration.ofMillis(7), NOW));
        assertThat(asked).containsExactly("/global/health");
    }

    @Test
    void callsItsLimitOffWhenItKnows() {
        check(Map.of("/global/health", json("{\"healthy\":true,\"version\":\"1.18.33\"}")));

        assertThat(isCalledOff).isTrue();
    }

    @Test
    void isATimeoutWhenTheLimitIsReachedFirst() {
        delay = (wait, task) -> {
            assertThat(wait).isEqualTo(Duration.ofSeconds(5));
            task.run();
            return () -> {};
        };
        resolver = host -> new CompletableFuture<>();

        assertThat(reason(check(Map.of()))).isEqualTo(UnhealthyReason.TIMEOUT);
    }

    @Test
    void triesTheNewerRouteOnA404OrAPage() {
        HealthProbe.Answer newer = json("{\"pid\":1,\"healthy\":true,\"x\":{\"healthy\":false}}");
        assertThat(check(Map.of("/global/health", PAGE, "/api/health", newer)))
                .isInstanceOf(ServerHealth.Healthy.class);
        assertThat(check(Map.of("/global/health", answer(404, "", ""), "/api/health", newer)))
                .isInstanceOf(ServerHealth.Healthy.class);
        assertThat(asked).containsExactly("/global/health", "/api/health", "/global/health", "/api/health");
    }

    @Test
    void isNoOpenCodeWhenNeitherRouteIsKnown() {
        assertThat(reason(check(Map.of("/global/health", PAGE, "/api/health", PAGE))))
                .isEqualTo(UnhealthyReason.NOT_OPENCODE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | NONE | AUTH_REQUIRED",
                "401 | BASIC | AUTH_REJECTED",
                "403 | BASIC | AUTH_REJECTED",
                "403 | NONE | UPSTREAM_ERROR",
                "500 | NONE | UPSTREAM_ERROR",
                "503 | NONE | UPSTREAM_ERROR",
                "429 | NONE | UPSTREAM_ERROR",
                "302 | NONE | NOT_OPENCODE",
                "204 | NONE | NOT_OPENCODE"
            })
    void readsTheStatus(int status, String credentials, UnhealthyReason expected) {
        HealthProbe probe =
                (upstream, path, sent, timeout) -> CompletableFuture.completedFuture(answer(status, "", ""));
        Credentials sent = credentials.equals("BASIC") ? PASSWORD : Credentials.none();
        assertThat(reason(check(probe, sent))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "true",
                "{}",
                "{\"healthy\":\"true\"}",
                "{\"healthy\":1}",
                "{\"healthy\":true",
                "{\"healthy\":true} x",
                "{\"ok\":{\"healthy\":true}}",
                "nonsense"
            })
    void refusesDocumentsThatDoNotSayHealthy(String body) {
        assertThat(reason(check(Map.of("/global/health", json(body))))).isEqualTo(UnhealthyReason.NOT_OPENCODE);
    }

    @Test
    void believesAServerThatSaysItIsIll() {
        assertThat(reason(check(Map.of("/global/health", json("{\"healthy\":false}")))))
                .isEqualTo(UnhealthyReason.UPSTREAM_ERROR);
    }

    @Test
    void boundsDepthAndSizeOfTheDocument() {
        String deep = "{\"healthy\":true,\"x\":" + "[".repeat(100) + "]".repeat(100) + "}";
        String large = "{\"healthy\":true,\"x\":\"" + "x".repeat(HealthProbe.MAX_BODY_BYTES) + "\"}";
        assertThat(reason(check(Map.of("/global/health", json(deep))))).isEqualTo(UnhealthyReason.NOT_OPENCODE);
        assertThat(reason(check(Map.of("/global/health", json(large))))).isEqualTo(UnhealthyReason.NOT_OPENCODE);
    }

    @Test
    void makesTheVersionHarmless() {
        String version = "1.2<b>\\u0000\\n\\u202e\u20ac" + "9".repeat(100);
        ServerHealth health =
                check(Map.of("/global/health", json("{\"version\":\"" + version + "\",\"healthy\":true}")));
        assertThat(((ServerHealth.Healthy) health).version())
                .startsWith("1.2<b>99")
                .hasSize(64);
    }

    @Test
    void looksAtNothingThatPolicyRefuses() {
        Target elsewhere = new Target.Requested(ServerUrl.parse("http://evil.example"));
        HealthProbe probe = (upstream, path, credentials, timeout) -> {
            throw new AssertionError("asked");
        };
        ServerHealth health = checker(probe)
                .check(elsewhere, Credentials.none())
                .toCompletableFuture()
                .join();
        assertThat(reason(health)).isEqualTo(UnhealthyReason.DENIED);
    }

    @Test
    void tellsNoNameFromNoAnswer() {
        resolver = host -> CompletableFuture.failedFuture(new UnknownHostException(host));
        assertThat(reason(check(Map.of()))).isEqualTo(UnhealthyReason.DNS);
        resolver = host -> CompletableFuture.failedFuture(new TimeoutException());
        assertThat(reason(check(Map.of()))).isEqualTo(UnhealthyReason.TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(UnhealthyReason.class)
    void passesOnWhyAProbeFailed(UnhealthyReason reason) {
        HealthProbe probe = (upstream, path, credentials, timeout) ->
                CompletableFuture.failedFuture(new HealthProbeException(reason));
        assertThat(reason(check(probe, Credentials.none()))).isEqualTo(reason);
    }

    @Test
    void aBrokenProbeIsAnAnswerToo() {
        HealthProbe broken = (upstream, path, credentials, timeout) -> {
            throw new IllegalStateException("broken");
        };
        assertThat(reason(check(broken, Credentials.none()))).isEqualTo(UnhealthyReason.UPSTREAM_ERROR);
    }

    @Test
    void givesTheSecondRouteOnlyTheTimeThatIsLeft() {
        List<Duration> limits = new ArrayList<>();
        HealthProbe probe = (upstream, path, credentials, timeout) -> {
            limits.add(timeout);
            nanos.addAndGet(Duration.ofSeconds(limits.size() == 1 ? 2 : 0).toNanos());
            return CompletableFuture.completedFuture(PAGE);
        };
        check(probe, Credentials.none());
        assertThat(limits).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(3));
        HealthProbe slow = (upstream, path, credentials, timeout) -> {
            nanos.addAndGet(Duration.ofSeconds(5).toNanos());
            return CompletableFuture.completedFuture(PAGE);
        };
        assertThat(reason(check(slow, Credentials.none()))).isEqualTo(UnhealthyReason.TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(UnhealthyReason.class)
    void messagesAreOneSentenceWithTheNextStep(UnhealthyReason reason) {
        assertThat(reason.message()).endsWith(".").contains(";").matches("[^.]*\\.");
        assertThat(reason.code()).matches("[a-z_]+");
    }

    private ServerHealth check(Map<String, HealthProbe.Answer> answers) {
        HealthProbe probe = (upstream, path, credentials, timeout) -> {
            asked.add(path);
            nanos.addAndGet(Duration.ofMillis(7).toNanos());
            return CompletableFuture.completedFuture(answers.get(path));
        };
        return check(probe, Credentials.none());
    }

    private ServerHealth check(HealthProbe probe, Credentials credentials) {
        return checker(probe).check(TARGET, credentials).toCompletableFuture().join();
    }

    private HealthCheck checker(HealthProbe probe) {
        TargetGate gate = new TargetGate(Allowlist.builder().allow("*.ns").build(), resolver);
        return new HealthCheck(gate, probe, delay, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    }

    private static UnhealthyReason reason(ServerHealth health) {
        assertThat(health).isInstanceOf(ServerHealth.Unhealthy.class);
        assertThat(health.toString()).doesNotContain("SECRET", "10.0.0.1");
        return ((ServerHealth.Unhealthy) health).reason();
    }

    private static HealthProbe.Answer json(String body) {
        return answer(200, "application/json", body);
    }

    private static HealthProbe.Answer answer(int status, String type, String body) {
        return new HealthProbe.Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static InetAddress address() {
        return ServerUrl.parse("10.0.0.1").literalAddress().orElseThrow();
    }
}
