package io.github.opencodeproxy.servlet.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.health.ServerHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A long list of servers is looked at. */
class HealthRoundTest {

    private static final ServerHealth HEALTH = new ServerHealth.Unknown();

    private final List<ProvidedServer> servers = IntStream.range(0, 1_000)
            .mapToObj(i -> new ProvidedServer(
                    ServerKey.parse("s" + i),
                    new ServerConnection.Http(ServerUrl.parse("http://s" + i), "s", Credentials.none()),
                    ProvidedServer.Source.CONFIG,
                    false))
            .toList();
    private final List<CompletableFuture<ServerHealth>> asked = new ArrayList<>();
    private final List<String> found = new ArrayList<>();

    private CompletableFuture<ServerHealth> ask(ProvidedServer server) {
        CompletableFuture<ServerHealth> health = new CompletableFuture<>();
        asked.add(health);
        return health;
    }

    private void found(HealthRound round, ProvidedServer server, ServerHealth health) {
        found.add(server.key().value());
    }

    @Test
    void isLookedAtAFewAtATimeAndWhole() {
        HealthRound round = new HealthRound(servers, this::ask, this::found);
        round.go();
        assertThat(asked).hasSize(8);
        for (int i = 0; i < servers.size(); i++) {
            assertThat(round.isOver()).isFalse();
            asked.get(i).complete(HEALTH);
        }
        assertThat(found).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(round.isOver()).isTrue();
    }

    @Test
    void oneThatFailsHoldsNobodyUp() {
        HealthRound round = new HealthRound(servers.subList(0, 20), this::ask, this::found);
        round.go();
        for (int i = 0; i < 20; i++) {
            asked.get(i).completeExceptionally(new IllegalStateException());
        }
        assertThat(found).isEmpty();
        assertThat(round.isOver()).isTrue();
    }

    /** What is known already is said in the same breath, and a thousand breaths are no stack. */
    @Test
    void answersAtOnceAreNoDeepStack() {
        List<Integer> depths = new ArrayList<>();
        HealthRound round = new HealthRound(
                servers,
                server -> CompletableFuture.completedFuture(HEALTH),
                (from, server, health) -> depths.add(Thread.currentThread().getStackTrace().length));
        round.go();
        assertThat(depths).hasSize(1_000);
        assertThat(depths.stream().distinct()).hasSize(1);
    }

    @Test
    void isGivenUp() {
        HealthRound round = new HealthRound(servers, this::ask, this::found);
        round.go();
        round.giveUp();
        asked.get(0).complete(HEALTH);
        assertThat(found).isEmpty();
        assertThat(asked).hasSize(8);
        assertThat(round.isOver()).isTrue();
    }
}
