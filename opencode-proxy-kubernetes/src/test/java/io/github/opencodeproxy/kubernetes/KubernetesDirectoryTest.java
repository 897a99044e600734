package io.github.opencodeproxy.kubernetes;

import static io.github.opencodeproxy.kubernetes.Manifests.claim;
import static io.github.opencodeproxy.kubernetes.Manifests.condition;
import static io.github.opencodeproxy.kubernetes.Manifests.sandbox;
import static io.github.opencodeproxy.kubernetes.Manifests.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.DirectoryProblem.Reason;
import io.github.opencodeproxy.core.connection.Discovery;
import io.github.opencodeproxy.core.connection.Discovery.State;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The directory and a cluster in which things happen. */
@Timeout(60)
class KubernetesDirectoryTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMillis(200);
    private static final Duration LATEST = Duration.ofSeconds(30);

    private Path noServiceAccount;
    private FakeCluster cluster;

    @BeforeEach
    void startCluster(@TempDir Path folder) throws IOException {
        noServiceAccount = folder;
        cluster = FakeCluster.http();
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Test
    void listsWhatIsThereAndHearsWhatChanges() {
        cluster.put("services", service("gpu"));
        cluster.put("sandboxes", sandbox("box"));
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("box", "gpu")));
            awaitWatches();

            cluster.put("services", service("cpu"));
            cluster.put("sandboxes", sandbox("box", "Suspended", condition("Suspended", "True"), ""));
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("box", "cpu", "gpu")));
            await().atMost(LATEST).until(() -> state(directory, "box").equals(Optional.of(State.SUSPENDED)));

            cluster.put("sandboxclaims", claim("mine", "box"));
            cluster.delete("services", "gpu");
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("cpu", "mine")));

            assertThat(directory.problems()).isEmpty();
            assertThat(lists("services")).hasSize(1);
            assertThat(directory.find(ServerKey.parse("gpu"))).isEmpty();
        }
    }

    @Test
    void asksForWhatTheSearchSays() {
        try (KubernetesDirectory directory = start(new Search("team", "app in (a,b)", null))) {
            awaitRequests("services", 2);

            assertThat(cluster.requests("services"))
                    .containsExactly(
                            "/api/v1/namespaces/team/services?limit=500&labelSelector=app in (a,b)",
                            "/api/v1/namespaces/team/services?watch=true&allowWatchBookmarks=true&timeoutSeconds=300"
                                    + "&resourceVersion=100&labelSelector=app in (a,b)");
            assertThat(cluster.requests("sandboxes")).isEmpty();
            assertThat(cluster.requests("sandboxclaims")).isEmpty();
            assertThat(directory).hasToString("KubernetesDirectory[team]");
        }
    }

    @Test
    void asksForSandboxesAndAllTheirClaims() {
        try (KubernetesDirectory directory = start(new Search("team", null, "app=opencode"))) {
            awaitRequests("sandboxes", 1);
            awaitRequests("sandboxclaims", 1);

            assertThat(cluster.requests("sandboxes").get(0))
                    .isEqualTo("/apis/agents.x-k8s.io/v1beta1/namespaces/team/sandboxes?limit=500"
                            + "&labelSelector=app=opencode");
            assertThat(cluster.requests("sandboxclaims").get(0))
                    .isEqualTo("/apis/extensions.agents.x-k8s.io/v1beta1/namespaces/team/sandboxclaims?limit=500");
            assertThat(cluster.requests("services")).isEmpty();
            assertThat(directory.servers()).isEmpty();
        }
    }

    @Test
    void readsALongListPageByPage() {
        for (int i = 0; i < 1_001; i++) {
            cluster.put("services", service("s" + i));
        }
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            await().atMost(LATEST).until(() -> directory.servers().size() == 1_001);

            assertThat(lists("services")).hasSize(3).last().asString().contains("continue=1000");
        }
    }

    @Test
    void goesOnWhereItWasWhenAWatchEnds() {
        goesOnAfter(cluster::endWatches);
    }

    @Test
    void goesOnWhereItWasWhenAWatchBreaksInTheMiddleOfAnEvent() {
        goesOnAfter(cluster::breakWatches);
    }

    private void goesOnAfter(Runnable end) {
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            awaitWatches();
            cluster.put("services", service("before"));
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("before")));
            cluster.bookmark("services");

            end.run();
            cluster.put("services", service("meanwhile"));

            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("before", "meanwhile")));
            assertThat(lists("services")).hasSize(1);
            assertThat(directory.problems()).isEmpty();
        }
    }

    @Test
    void listsAnewWhatTheClusterHasForgotten() {
        cluster.put("services", service("old"));
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            awaitWatches();
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("old")));

            cluster.delete("services", "old");
            cluster.put("services", service("new"));
            cluster.forget();

            await().atMost(LATEST).until(() -> lists("services").size() > 1);
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("new")));
            awaitWatches();
            cluster.put("services", service("newer"));
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("new", "newer")));
            assertThat(directory.problems()).isEmpty();
        }
    }

    @Test
    void saysWhatToAskForWhenItMayNotLook() {
        cluster.put("services", service("gpu"));
        cluster.put("sandboxes", sandbox("box"));
        cluster.refuse("sandboxes", 403, "sandboxes.agents.x-k8s.io is forbidden");
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            await().atMost(LATEST).until(() -> !directory.problems().isEmpty());
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("gpu")));

            assertThat(directory.problems())
                    .containsExactly(new DirectoryProblem(
                            "sandboxes",
                            Reason.FORBIDDEN,
                            "The service account may not list and watch sandboxes in the namespace team. Ask your admin for"
                                    + " a role with get, list and watch on sandboxes (agents.x-k8s.io/v1beta1)."));

            cluster.allow("sandboxes");
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("box", "gpu")));
            await().atMost(LATEST).until(() -> directory.problems().isEmpty());
        }
    }

    @Test
    void takesAwayWhatItMayNotSeeAnyMore() {
        cluster.put("services", service("gpu"));
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            awaitWatches();
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("gpu")));

            cluster.refuse("services", 403, "no more");
            cluster.endWatches();

            await().atMost(LATEST).until(() -> keys(directory).isEmpty());
            assertThat(directory.problems())
                    .extracting(DirectoryProblem::source)
                    .contains("services");
        }
    }

    @Test
    void findsServicesWhereAgentSandboxIsNotInstalled() {
        cluster.put("services", service("gpu"));
        cluster.refuse("sandboxes", 404, "the server could not find the requested resource");
        cluster.refuse("sandboxclaims", 404, "the server could not find the requested resource");
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("gpu")));
            await().atMost(LATEST).until(() -> directory.problems().size() == 2);

            assertThat(directory.problems())
                    .extracting(DirectoryProblem::reason)
                    .containsOnly(Reason.NOT_INSTALLED);
            assertThat(directory.problems().get(0).message())
                    .isEqualTo(
                            "This cluster has no sandboxes (agents.x-k8s.io/v1beta1): agent-sandbox is not installed.");

            cluster.put("sandboxes", sandbox("box"));
            cluster.allow("sandboxes");
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("box", "gpu")));
        }
    }

    @Test
    void keepsTheListWhileTheClusterHasErrors() {
        cluster.put("services", service("gpu"));
        try (KubernetesDirectory directory = start(Search.in("team"))) {
            awaitWatches();
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("gpu")));

            cluster.refuse("services", 500, "etcd is not there");
            cluster.endWatches();
            await().atMost(LATEST).until(() -> !directory.problems().isEmpty());

            assertThat(directory.problems())
                    .extracting(DirectoryProblem::reason)
                    .containsExactly(Reason.FAILED);
            assertThat(keys(directory)).containsExactly("gpu");
            cluster.allow("services");
            await().atMost(LATEST).until(() -> directory.problems().isEmpty());
        }
    }

    @Test
    void keepsTheListWhileTheClusterIsNotThere() {
        cluster.put("services", service("gpu"));
        try (KubernetesDirectory directory = start(new Search("team", "", null))) {
            await().atMost(LATEST).until(() -> cluster.watches() == 1);
            await().atMost(LATEST).until(() -> keys(directory).equals(List.of("gpu")));

            cluster.close();
            await().atMost(LATEST).until(() -> !directory.problems().isEmpty());

            assertThat(directory.problems())
                    .extracting(DirectoryProblem::reason)
                    .containsExactly(Reason.UNREACHABLE);
            assertThat(keys(directory)).containsExactly("gpu");
        }
    }

    @Test
    void startsWithoutACluster() {
        ClusterAccess nobody = new ClusterAccess(URI.create("http://127.0.0.1:1"), noServiceAccount);
        try (KubernetesDirectory directory = KubernetesDirectory.start(nobody, Search.in("team"), SHORT, LONG)) {
            assertThat(directory.servers()).isEmpty();
            await().atMost(LATEST).until(() -> directory.problems().size() == 3);
        }
    }

    @Test
    void doesNotAskAgainAtOnce() {
        cluster.refuse("services", 500, "busy");
        try (KubernetesDirectory directory = KubernetesDirectory.start(
                cluster.access(noServiceAccount),
                new Search("team", "", null),
                Duration.ofHours(1),
                LONG.plusHours(1))) {
            await().atMost(LATEST).until(() -> !directory.problems().isEmpty());

            await().during(Duration.ofMillis(200))
                    .until(() -> cluster.requests("services").size() == 1);
        }
    }

    @Test
    void endsItsThreadsAndWatchesWhenItIsClosed() {
        KubernetesDirectory directory = start(Search.in("team"));
        awaitWatches();
        cluster.put("services", service("gpu"));
        await().atMost(LATEST).until(() -> keys(directory).equals(List.of("gpu")));

        directory.close();

        await().atMost(LATEST).until(() -> directory.hasEnded());
        assertThat(keys(directory)).containsExactly("gpu");
        int asked = cluster.requests("services").size();
        // What nobody hears is noticed when it is written.
        await().atMost(LATEST).until(() -> {
            cluster.bookmark("services");
            cluster.bookmark("sandboxes");
            cluster.bookmark("sandboxclaims");
            return cluster.watches() == 0;
        });
        assertThat(cluster.requests("services")).hasSize(asked);
    }

    private KubernetesDirectory start(Search search) {
        return KubernetesDirectory.start(cluster.access(noServiceAccount), search, SHORT, LONG);
    }

    private void awaitWatches() {
        await().atMost(LATEST).until(() -> cluster.watches() == 3);
    }

    private void awaitRequests(String plural, int count) {
        await().atMost(LATEST).until(() -> cluster.requests(plural).size() >= count);
    }

    private List<String> lists(String plural) {
        return cluster.requests(plural).stream()
                .filter(request -> !request.contains("watch="))
                .toList();
    }

    private static List<String> keys(KubernetesDirectory directory) {
        return directory.servers().stream().map(server -> server.key().value()).toList();
    }

    private static Optional<State> state(KubernetesDirectory directory, String key) {
        return directory
                .find(ServerKey.parse(key))
                .map(ProvidedServer::discovery)
                .map(Discovery::state);
    }
}
