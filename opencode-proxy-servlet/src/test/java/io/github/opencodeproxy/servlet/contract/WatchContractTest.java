package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much is looked at on behalf of whom, while agents work and nobody has a page open. */
@Timeout(60)
class WatchContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A question that nobody takes back waits for ten seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(7);

    private static final String BUSY = "{\"ses_1\":{\"type\":\"busy\"}}";
    private static final int BASE_PATHS_OF_ONE_SERVER = 16;

    private final SteppedClock clock = new SteppedClock();
    private final List<WorkingServer> adas = new ArrayList<>();

    private WorkingServer bobs;
    private RunningProxy proxy;
    private Culler culler;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 4; i++) {
            adas.add(new WorkingServer());
        }
        bobs = new WorkingServer();
        List<String> urls =
                new ArrayList<>(adas.stream().map(WorkingServer::url).toList());
        urls.add(bobs.url());
        proxy = RunningProxy.with(
                options -> options.clock(clock).identity(Identity.header("kubeflow-userid")),
                urls.toArray(String[]::new));
        culler = new Culler(proxy, clock.instant());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        bobs.close();
        for (WorkingServer server : adas) {
            server.close();
        }
    }

    private void prompt(String user, String server) throws Exception {
        HttpRequest.Builder request = proxy.request(
                        "/api/proxy/session/ses_1/prompt_async",
                        "X-Target-Server",
                        server,
                        "kubeflow-userid",
                        user,
                        "X-Opencode-Directory",
                        "/home")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(proxy.send(request).statusCode()).isEqualTo(204);
    }

    private RawClient openTab(String server) throws IOException {
        RawClient tab = proxy.raw("GET", "/api/proxy/global/event", "X-Target-Server: " + server + "\r\n");
        assertThat(tab.readHead()).isEqualTo(200);
        tab.readUntil("server.connected");
        return tab;
    }

    private int connections() throws Exception {
        return culler.ask("/api/status").get("connections").asInt();
    }

    private int watchesOfAda() {
        return adas.stream().mapToInt(WorkingServer::streams).sum();
    }

    @Test
    void oneUserWithEverSoManyServersLeavesWatchesForOthers() throws Exception {
        for (WorkingServer server : adas) {
            server.runs(BUSY);
            for (int i = 1; i <= BASE_PATHS_OF_ONE_SERVER; i++) {
                prompt("ada", server.url() + "/base" + i);
            }
        }
        await().atMost(PATIENCE).until(() -> watchesOfAda() == 32);

        bobs.runs(BUSY);
        prompt("bob", bobs.url());

        await().atMost(PATIENCE).until(() -> bobs.streams() == 1);
        assertThat(watchesOfAda()).isEqualTo(32);
    }

    @Test
    void basePathsTakeNoRoomOfOtherServers() throws Exception {
        List<RawClient> tabs = new ArrayList<>();
        try {
            for (int i = 0; i <= BASE_PATHS_OF_ONE_SERVER; i++) {
                tabs.add(openTab(adas.get(0).url() + "/base" + i));
            }
            assertThat(connections()).isEqualTo(BASE_PATHS_OF_ONE_SERVER);

            tabs.add(openTab(bobs.url()));
            assertThat(connections()).isEqualTo(BASE_PATHS_OF_ONE_SERVER + 1);
        } finally {
            for (RawClient tab : tabs) {
                tab.close();
            }
        }
    }

    @Test
    void whatIsAskedIsTakenBackWhenTheWorkIsOver() throws Exception {
        bobs.keepsSilent();
        prompt("bob", bobs.url());
        await().atMost(PATIENCE).until(() -> bobs.unanswered() == 1);

        bobs.saySession("ses_1", "idle");

        await().atMost(AT_ONCE).until(() -> bobs.unanswered() == 0);
        await().atMost(PATIENCE).until(() -> bobs.streams() == 0);
        assertThat(culler.isBusy()).isFalse();
    }
}
