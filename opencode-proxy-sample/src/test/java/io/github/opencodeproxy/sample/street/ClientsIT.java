package io.github.opencodeproxy.sample.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenCode's other official clients on a real server, with nothing changed but the address. */
class ClientsIT {

    private static final String PREFIX = "/notebook/team/alice";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theSdkAsksAndHearsEventsThroughTheProxy() throws Exception {
        try (Sandbox sandbox = Sandbox.start(5);
                SampleServer sample = SampleServer.start(providing(sandbox))) {
            JsonNode told = new ObjectMapper()
                    .readTree(Tools.run(
                            Tools.require("node").toString(),
                            Tools.repository()
                                    .resolve("tools/opencode/sdk-session.mjs")
                                    .toString(),
                            address(sample),
                            "Hello"));

            assertThat(told.get("text").asText()).contains("Streamed answer", "item two");
            assertThat(told.get("events").toString())
                    .contains("server.connected", "message.part.updated", "session.idle");
        }
    }

    @Test
    void theTerminalClientAttachesThroughTheProxy(@TempDir Path home) throws Exception {
        Tools.require("tmux");
        String binary = Tools.run(
                        Tools.require("node").toString(),
                        Tools.repository().resolve("tools/opencode/install.mjs").toString())
                .strip();
        try (Sandbox sandbox = Sandbox.start(5);
                SampleServer sample = SampleServer.start(providing(sandbox));
                Tmux screen = Tmux.start(home, binary, "attach", address(sample))) {
            await("the prompt").atMost(PATIENCE).until(() -> screen.text().contains("Ask anything"));
            screen.type("Hello from afar");
            await("the prompt as typed")
                    .atMost(PATIENCE)
                    .until(() -> screen.text().contains("Hello from afar"));
            screen.enter();

            await("the answer")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(screen.text()).contains("Hello from the", "item two"));
        }
    }

    private static String address(SampleServer sample) {
        return "http://127.0.0.1:" + sample.port() + PREFIX + "/api/servers/box/proxy";
    }

    private static ServerConfig providing(Sandbox sandbox) {
        return ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT",
                        "0",
                        "NB_PREFIX",
                        PREFIX,
                        "opencode.proxy.local-url",
                        "none",
                        "opencode.proxy.servers.box.url",
                        sandbox.url()),
                Map.of()));
    }
}
