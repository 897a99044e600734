package io.github.opencodeproxy.guides.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart and the overlay are two ways to the same objects. */
class ChartTest {

    private static final Comparator<JsonNode> BY_KIND = Comparator.comparing(Manifests::kindOf);

    @Test
    void helmHasNothingToSayAgainstIt() {
        LintResult lint = new Helm(Chart.FOLDER).lint().strict().call();

        assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
    }

    @Test
    void withNothingSetItRendersWhatThePlainOverlayIs() throws Exception {
        List<JsonNode> chart = Chart.render(Map.of()).objects();
        List<JsonNode> overlay = Manifests.overlay("plain").objects();

        assertThat(withoutConfig(chart)).containsExactlyElementsOf(withoutConfig(overlay));
    }

    /** One has comments in its properties and the other has not. */
    private static List<JsonNode> withoutConfig(List<JsonNode> objects) {
        return objects.stream()
                .filter(object -> !Manifests.kindOf(object).equals("ConfigMap"))
                .sorted(BY_KIND)
                .toList();
    }

    @Test
    void discoveryAndMetricsAreWhatTheComponentsAre(@TempDir Path folder) throws Exception {
        Manifests chart = Chart.render(Map.of(
                "discovery.enabled", true,
                "discovery.apiServer.cidrs[0]", "192.0.2.1/32",
                "serviceMonitor.enabled", true));
        Manifests overlay = Manifests.plainWith(folder, "discovery", "service-monitor");

        for (String kind : List.of("Deployment", "NetworkPolicy", "ServiceMonitor")) {
            assertThat(chart.one(kind)).as(kind).isEqualTo(overlay.one(kind));
        }
        assertThat(chart.one("Role").at("/rules"))
                .isEqualTo(overlay.one("Role").at("/rules"))
                .isEqualTo(Manifests.overlay("kubeflow-workspacekind")
                        .one("ClusterRole")
                        .at("/rules"));
        assertThat(chart.one("RoleBinding").at("/subjects"))
                .isEqualTo(overlay.one("RoleBinding").at("/subjects"));
    }

    @Test
    void withEverythingSetTheClusterKnowsIt() throws Exception {
        Manifests rendered = Chart.render(Map.of(
                "discovery.enabled", true,
                "discovery.apiServer.cidrs[0]", "10.0.0.1/32",
                "serviceMonitor.enabled", true,
                "serviceMonitor.labels.release", "prometheus",
                "basePath", "/opencode",
                "networkPolicy.extraEgress[0].to[0].ipBlock.cidr", "10.20.0.0/16",
                "podLabels.team", "a",
                "nodeSelector.pool", "b"));

        assertThat(rendered.objects())
                .allSatisfy(object -> assertThat(Schemas.problem(object))
                        .as(object.toString())
                        .isEmpty());
        assertThat(rendered.objects())
                .extracting(Manifests::kindOf)
                .contains("ServiceMonitor", "Role", "RoleBinding", "NetworkPolicy", "PodDisruptionBudget");
        assertThat(rendered.container().toString()).contains("\"NB_PREFIX\",\"value\":\"/opencode\"");
    }

    @Test
    void refusesAValueThatItDoesNotKnow() {
        assertThatThrownBy(() -> Chart.render(Map.of("replica", 3))).hasMessageContaining("replica");
        assertThatThrownBy(() -> Chart.render(Map.of("basePath", "/opencode/"))).hasMessageContaining("basePath");
    }

    @Test
    void refusesAPasswordWhereEverybodyCanReadIt() {
        assertThatThrownBy(() -> Chart.render(Map.of("config.opencode\\.proxy\\.servers\\.a\\.password", "secret")))
                .hasMessageContaining("opencode.proxy.servers.a.password");
    }

    @Test
    void refusesToGuessTheAddressOfTheApiServer() {
        assertThatThrownBy(() -> Chart.render(Map.of("discovery.enabled", true)))
                .hasMessageContaining("discovery.apiServer.cidrs");
    }
}
