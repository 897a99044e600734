package io.github.opencodeproxy.guides.manifest;

import static io.github.opencodeproxy.guides.manifest.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy starts with what the manifests tell it. */
class ConfigurationTest {

    private final Path folder;

    ConfigurationTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook"})
    void theProxyStartsWithTheConfigurationOfTheOverlay(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);
        ServerConfig config = Surroundings.read(manifests, folder);

        assertThat(config.proxy().rules().allow()).containsExactly("*.team.svc.cluster.local");
        assertThat(config.proxy().warnings()).noneMatch(warning -> warning.contains("unknown"));
        assertThat(config.port())
                .isEqualTo(manifests.container().at("/ports/0/containerPort").asInt());
        assertThat(config.proxy().userHeader()).isNotNull();
    }

    @Test
    void theChartSaysTheSameAsTheOverlay() throws Exception {
        ServerConfig overlay = Surroundings.read(Manifests.overlay("plain"), folder);
        ServerConfig chart = Surroundings.read(Chart.render(Map.of()), folder);

        assertThat(chart.proxy().summary()).isEqualTo(overlay.proxy().summary());
        assertThat(chart.managementPort()).isEqualTo(overlay.managementPort()).isEqualTo(9090);
    }

    @Test
    void theChartTakesServersAndRules() throws Exception {
        Map<String, String> values = Map.of(
                "config.opencode\\.proxy\\.servers\\.gpu\\.url", "http://gpu.team.svc.cluster.local:4096",
                "config.opencode\\.proxy\\.allow", "*.team.svc.cluster.local:4096",
                "config.opencode\\.proxy\\.limits\\.streams", "5000");

        ServerConfig config = Surroundings.read(Chart.render(values), folder);

        assertThat(config.proxy().servers())
                .extracting(server -> server.key().value())
                .containsExactly("gpu");
        assertThat(config.proxy().rules().allow()).containsExactly("*.team.svc.cluster.local:4096");
        assertThat(config.proxy().quotas().streams()).isEqualTo(5000);
    }

    @Test
    void aNotebookWithThePodDefaultKnowsTheServersOfTheTeam() throws Exception {
        Manifests defaults = Manifests.overlay("kubeflow-poddefault");
        JsonNode notebook =
                Manifests.overlay("kubeflow-notebook").one("Notebook").deepCopy();
        ObjectNode container = (ObjectNode) notebook.at("/spec/template/spec/containers/0");
        container.set("env", defaults.one("PodDefault").at("/spec/env"));
        Manifests together = new Manifests("both", List.of(notebook, defaults.one("ConfigMap")));

        List<ProvidedServer> servers =
                Surroundings.read(together, folder).proxy().servers();

        assertThat(servers)
                .filteredOn(ProvidedServer::isDefault)
                .singleElement()
                .satisfies(server -> {
                    assertThat(server.key().value()).isEqualTo("shared");
                    assertThat(server.toString()).doesNotContain("from a secret");
                });
    }

    @Test
    void theComposeFileGivesTheProxyItsSandboxAndKeepsTheBrowserFromIt() throws IOException {
        JsonNode compose = compose();
        Map<String, String> environment = new HashMap<>();
        compose.at("/services/proxy/environment")
                .properties()
                .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));

        ServerConfig config = ServerConfig.read(ConfigSources.of(Map.of(), environment));

        assertThat(config.proxy().servers()).singleElement().satisfies(server -> {
            assertThat(server.key().value()).isEqualTo("sandbox");
            assertThat(server.connection().url().host()).isEqualTo("sandbox");
        });
        assertThat(config.proxy().rules().allow()).isEmpty();
        assertThat(each(compose.at("/services/sandbox/networks")).map(JsonNode::asText))
                .containsExactly("sandboxes");
        assertThat(compose.at("/services/sandbox").has("ports")).isFalse();
        assertThat(each(compose.at("/services/proxy/ports")).map(JsonNode::asText))
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(environment.get("OPENCODE_PROXY_SERVERS_SANDBOX_PASSWORD"))
                .isEqualTo(compose.at("/services/sandbox/environment/OPENCODE_SERVER_PASSWORD")
                        .asText())
                .startsWith("${OPENCODE_SERVER_PASSWORD:?");
    }

    private static JsonNode compose() throws IOException {
        return Manifests.parse("compose", Files.readString(Manifests.DEPLOY.resolve("compose/compose.yaml")))
                .objects()
                .get(0);
    }
}
