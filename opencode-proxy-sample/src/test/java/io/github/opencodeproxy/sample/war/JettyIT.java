package io.github.opencodeproxy.sample.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The WAR in a Jetty as it is downloaded, whose own classes are other copies of those in the WAR. */
@Timeout(180)
class JettyIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static JettyHome jetty;

    @BeforeAll
    static void start(@TempDir Path base) throws IOException {
        jetty = JettyHome.start(base);
    }

    @AfterAll
    static void stop() {
        jetty.close();
    }

    @Test
    void servesTheUiAndLeavesNoThreadAndNoConnectionBehind() throws IOException {
        try (RawUpstream upstream = DeployedProxy.upstream()) {
            Map<String, String> parameters = Map.of(
                    "opencode.proxy.servers.up.url",
                    upstream.url(),
                    "opencode.proxy.allow",
                    "*.team.svc.cluster.local");
            DeployedProxy proxy = new DeployedProxy(jetty.port(), "/opencode-proxy");
            for (int time = 0; time < 2; time++) {
                jetty.deploy("opencode-proxy", WarFile.OURS, parameters);
                await().atMost(PATIENCE).untilAsserted(proxy::showsItsPage);
                proxy.carriesRequestsTo("up");
                proxy.asksForTheHealthOfAnUnknownName();
                try (RawClient events = proxy.openEvents("up")) {
                    events.readUntil("data: 1");
                    jetty.undeploy("opencode-proxy");
                    await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(jetty.process().threads())
                                .contains("qtp")
                                .doesNotContain("HttpClient@", "opencode-proxy-dns"));
            }
        }
    }

    @Test
    void doesNotStartWithAWrongConfigurationAndNamesEveryProblem() throws IOException {
        jetty.deploy(
                "wrong",
                WarFile.OURS,
                Map.of("opencode.proxy.alow", "geheim", "opencode.proxy.timeouts.connect", "five minutes"));

        jetty.process().awaitLine("(2 problems in the configuration:)");
        assertThat(jetty.process().log())
                .contains("opencode.proxy.alow = (hidden): there is no such key. Example: opencode.proxy.allow")
                .contains("opencode.proxy.timeouts.connect = \"five minutes\": must be a duration")
                .doesNotContain("geheim");
        jetty.undeploy("wrong");
    }
}
