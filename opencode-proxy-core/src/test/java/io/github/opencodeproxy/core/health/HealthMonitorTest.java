package io.github.opencodeproxy.core.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many who ask for the same server. */
class HealthMonitorTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ServerUrl URL = ServerUrl.parse("http://10.0.0.1:4096");
    private static final Target TARGET = new Target.Requested(URL);

    private final AtomicLong nanos = new AtomicLong();
    private final Deque<CompletableFuture<HealthProbe.Answer>> asked = new ArrayDeque<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger givenBack = new AtomicInteger();

    private final HealthMonitor monitor = new HealthMonitor(
            new HealthCheck(
                    new TargetGate(
                            Allowlist.builder().allow("http://10.0.0.1:4096").build(),
                            host -> CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()))),
                    (upstream, path, credentials, timeout) -> {
                        CompletableFuture<HealthProbe.Answer> answer = new CompletableFuture<>();
                        asked.add(answer);
                        return answer;
                    },
                    (wait, task) -> () -> {},
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    nanos::get),
            Duration.ofSeconds(5),
            nanos::get);

    /** One who asks, and remembers what it was told. */
    private final class One implements Asker {
        private final Target target;
        private final String proof;
        private final List<Decision> decisions = new ArrayList<>();
        private boolean hasRoom = true;
        private Credentials credentials = Credentials.none();

        One(Target target, String proof) {
            this.target = target;
            this.proof = proof;
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public String proof() {
            return proof;
        }

        @Override
        public Optional<Runnable> enter() {
            if (!hasRoom) {
                return Optional.empty();
            }
            taken.incrementAndGet();
            return Optional.of(givenBack::incrementAndGet);
        }

        @Override
        public Credentials credentials() {
            if (proof.equals("broken")) {
                throw new IllegalStateException("broken");
            }
            return credentials;
        }

        @Override
        public void decided(Decision decision) {
            decisions.add(decision);
        }
    }

    private CompletableFuture<ServerHealth> ask() {
        return ask(new One(TARGET, ""));
    }

    private CompletableFuture<ServerHealth> ask(One asker) {
        return monitor.ask(asker).toCompletableFuture();
    }

    private void begin() {
        begin(new One(TARGET, ""));
    }

    private void begin(One asker) {
        CompletionStage<?> unused = monitor.ask(asker);
    }

    private void answer(int status, String body) {
        asked.remove()
                .complete(new HealthProbe.Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    private void well() {
        answer(200, "{\"healthy\":true,\"version\":\"1\"}");
    }

    private void ill() {
        answer(500, "");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void asksOnceForAllWhoAskMeanwhile() {
        CompletableFuture<ServerHealth> first = ask();
        CompletableFuture<ServerHealth> second = ask();
        assertThat(asked).hasSize(1);
        assertThat(second).isNotDone();

        well();

        assertThat(first.join()).isInstanceOf(ServerHealth.Healthy.class).isSameAs(second.join());
        assertThat(taken).hasValue(1);
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void nobodyCanAnswerForTheServer() {
        CompletableFuture<ServerHealth> meddler = ask();
        meddler.complete(new ServerHealth.Unknown());
        well();
        assertThat(ask().join()).isInstanceOf(ServerHealth.Healthy.class);
    }

    @Test
    void givesAResultToOthersUntilItIsFiveSecondsOld() {
        CompletableFuture<ServerHealth> first = ask();
        pass(Duration.ofSeconds(3));
        well();
        pass(Duration.ofMillis(4_999));
        assertThat(ask().join()).isSameAs(first.join());

        pass(Duration.ofMillis(1));
        assertThat(ask()).isNotDone();
        assertThat(asked).hasSize(1);
    }

    @Test
    void asksForEachCredentialByItself() {
        begin(new One(TARGET, "a"));
        begin(new One(TARGET, "b"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksForAProvidedServerByItself() {
        ServerConnection.Http connection = new ServerConnection.Http(URL, "box", Credentials.none());
        ProvidedServer server =
                new ProvidedServer(ServerKey.parse("box"), connection, ProvidedServer.Source.CONFIG, false);
        begin();
        // The policy may judge it differently.
        begin(new One(new Target.Provided(server), ""));
        assertThat(monitor.size()).isEqualTo(2);
    }

    @Test
    void aHealthyServerHasToMissTwice() {
        begin();
        well();
        pass(Duration.ofSeconds(10));
        CompletableFuture<ServerHealth> missed = ask();
        ill();
        pass(Duration.ofSeconds(10));
        CompletableFuture<ServerHealth> missedAgain = ask();
        ill();

        assertThat(missed.join()).isInstanceOfSatisfying(ServerHealth.Missed.class, now -> {
            assertThat(now.before().version()).isEqualTo("1");
            assertThat(now.miss().reason()).isEqualTo(UnhealthyReason.UPSTREAM_ERROR);
        });
        assertThat(missedAgain.join()).isInstanceOf(ServerHealth.Unhealthy.class);
    }

    @Test
    void aServerThatMissesEveryOtherTimeStaysWell() {
        for (int i = 0; i < 3; i++) {
            begin();
            well();
            pass(Duration.ofSeconds(10));
            CompletableFuture<ServerHealth> missed = ask();
            ill();
            assertThat(missed.join()).isInstanceOf(ServerHealth.Missed.class);
            pass(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerOfWhichNothingIsKnownHasToMissOnce() {
        CompletableFuture<ServerHealth> first = ask();
        ill();
        assertThat(first.join()).isInstanceOf(ServerHealth.Unhealthy.class);
    }

    @Test
    void thatItWasWellLongAgoSaysNothing() {
        begin();
        well();
        pass(Duration.ofMinutes(2));
        CompletableFuture<ServerHealth> missed = ask();
        ill();
        assertThat(missed.join()).isInstanceOf(ServerHealth.Unhealthy.class);
    }

    @Test
    void aWrongPasswordIsAnAnswerAndNoMiss() {
        begin();
        well();
        pass(Duration.ofSeconds(10));
        CompletableFuture<ServerHealth> refused = ask();
        answer(401, "");
        assertThat(refused.join()).isInstanceOf(ServerHealth.Unhealthy.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = UnhealthyReason.class,
            names = {"DENIED", "AUTH_REQUIRED", "AUTH_REJECTED", "INCOMPATIBLE"})
    void answersAreBelievedAtOnce(UnhealthyReason reason) {
        assertThat(reason.isDefinite()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = UnhealthyReason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DENIED", "AUTH_REQUIRED", "AUTH_REJECTED", "INCOMPATIBLE"})
    void whatMayBeOverInAMomentIsNot(UnhealthyReason reason) {
        assertThat(reason.isDefinite()).isFalse();
    }

    @Test
    void everybodyHearsWhatWasDecided() {
        One first = new One(TARGET, "");
        One second = new One(TARGET, "");
        One later = new One(TARGET, "");
        begin(first);
        begin(second);
        well();
        begin(later);
        assertThat(first.decisions).hasSize(1).first().isInstanceOf(Decision.Allow.class);
        assertThat(second.decisions).isEqualTo(first.decisions);
        assertThat(later.decisions).isEqualTo(first.decisions);
    }

    @Test
    void aRefusalIsSharedToo() {
        Target elsewhere = new Target.Requested(ServerUrl.parse("http://10.0.0.2:4096"));
        One second = new One(elsewhere, "");
        assertThat(ask(new One(elsewhere, "")).join()).isSameAs(ask(second).join());
        assertThat(second.decisions).hasSize(1).first().isInstanceOf(Decision.Deny.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void anotherPolicyMakesEverybodyAskAgain() {
        begin();
        well();
        begin();
        assertThat(asked).isEmpty();
        monitor.forget();

        CompletableFuture<ServerHealth> underWay = ask();
        assertThat(asked).hasSize(1);
        monitor.forget();
        CompletableFuture<ServerHealth> afterwards = ask();
        assertThat(asked).hasSize(2);
        well();
        assertThat(underWay).isDone();
        assertThat(afterwards).isNotDone();
        ill();
        // What was found before is not what this one is compared with.
        assertThat(afterwards.join()).isInstanceOf(ServerHealth.Unhealthy.class);
    }

    @Test
    void aCredentialThatCannotBeHadFailsThoseWhoShareIt() {
        CompletableFuture<ServerHealth> first = ask(new One(TARGET, "broken"));
        assertThatThrownBy(first::join).hasRootCauseMessage("broken");
        assertThat(monitor.size()).isZero();
        assertThat(givenBack).hasValue(1);
        assertThat(ask()).isNotDone();
    }

    @Test
    void isUnknownWhereThereIsNoRoomForACheck() {
        One crowded = new One(TARGET, "");
        crowded.hasRoom = false;
        assertThat(ask(crowded).join()).isInstanceOf(ServerHealth.Unknown.class);

        begin();
        CompletableFuture<ServerHealth> shared = ask(crowded);
        well();
        assertThat(shared.join()).isInstanceOf(ServerHealth.Healthy.class);
    }

    @Test
    void forgetsWhatNobodyAsksForAnyMore() {
        Target denied = new Target.Requested(ServerUrl.parse("http://10.0.0.2:4096"));
        for (int i = 0; i < 5_000; i++) {
            begin(new One(denied, "credential " + i));
        }
        assertThat(monitor.size()).isEqualTo(4_096);

        pass(Duration.ofMinutes(2));
        begin();
        assertThat(monitor.size()).isEqualTo(1);
    }
}
