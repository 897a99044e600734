package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cluster takes a server off its list while it is in use. */
@Timeout(60)
class WithdrawnServerContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BUSY = "{\"ses_1\":{\"type\":\"busy\"}}";

    private final AtomicReference<List<ProvidedServer>> cluster = new AtomicReference<>(List.of());

    private WorkingServer server;
    private RunningProxy proxy;

    @BeforeEach
    void startBoth() throws IOException {
        server = new WorkingServer();
        cluster.set(List.of(found("box", server.url())));
        proxy = RunningProxy.with(
                options -> options.discovery(cluster::get).heartbeatInterval(Duration.ofMillis(100)), server.url());
    }

    @AfterEach
    void stopBoth() throws IOException {
        proxy.close();
        server.close();
    }

    private static ProvidedServer found(String key, String url) {
        return new ProvidedServer(
                ServerKey.parse(key),
                new ServerConnection.Http(ServerUrl.parse(url), "Box", Credentials.none()),
                ProvidedServer.Source.DISCOVERED,
                false);
    }

    private RawClient openTab() throws IOException {
        RawClient tab = proxy.raw("GET", "/api/servers/box/proxy/global/event", "");
        assertThat(tab.readHead()).isEqualTo(200);
        tab.readUntil("server.connected");
        return tab;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "elsewhere"})
    void theStreamThatWeKeptForItEnds(String after) throws Exception {
        server.runs(BUSY);
        try (RawClient tab = openTab()) {
            server.saySession("ses_1", "busy");
            tab.readUntil("busy");
        }
        await().atMost(PATIENCE).until(() -> server.hasOnlyStream(2));

        cluster.set(after.equals("none") ? List.of() : List.of(found("box", "http://127.0.0.1:1")));
        server.say("server.heartbeat", "{}");

        await().atMost(PATIENCE).until(() -> server.streams() == 0);
    }

    @Test
    void whatIsOpenGoesOnAndNothingNewBegins() throws Exception {
        try (RawClient tab = openTab()) {
            cluster.set(List.of());
            assertThat(proxy.get("/api/servers/box/proxy/session", "X-Opencode-Proxy", "1")
                            .statusCode())
                    .isEqualTo(404);
            server.saySession("ses_1", "busy");
            tab.readUntil("busy");
        }
    }
}
