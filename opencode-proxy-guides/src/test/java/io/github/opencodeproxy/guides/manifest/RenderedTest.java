package io.github.opencodeproxy.guides.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The overlays render, and an API server would take what they render to. */
class RenderedTest {

    private static final Set<String> WITHOUT_NAMESPACE = Set.of("WorkspaceKind", "ClusterRole");

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook", "kubeflow-poddefault", "kubeflow-workspacekind"})
    void everyObjectIsOneThatTheClusterKnows(String overlay) throws Exception {
        assertThat(Manifests.overlay(overlay).objects())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(Schemas.problem(object))
                        .as(object.toString())
                        .isEmpty());
    }

    @Test
    void noOverlayIsForgotten() throws IOException {
        try (Stream<Path> folders = Files.list(Manifests.DEPLOY.resolve("kustomize/overlays"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "plain", "istio", "kubeflow-notebook", "kubeflow-poddefault", "kubeflow-workspacekind");
        }
    }

    @Test
    void aMistakeInAFieldIsFound() {
        assertThat(problemOf("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {port: []}}"))
                .contains("port");
        assertThat(problemOf("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: 80}}"))
                .isNotEmpty();
        assertThat(problemOf("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{name: a}]}}"))
                .contains("port");
        assertThat(problemOf("{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, spec: {rule: []}}"))
                .contains("{\"rule\":[]}");
        assertThat(problemOf("{apiVersion: kubeflow.org/v1alpha1, kind: PodDefault, spec: {envs: []}}"))
                .contains("envs");
        assertThat(problemOf("{apiVersion: kubeflow.org/v1alpha1, kind: PodDefault, spec: {env: [{key: a}]}}"))
                .contains("key");
        assertThat(problemOf("{apiVersion: example.com/v1, kind: Other}")).contains("no model");
    }

    private static String problemOf(String yaml) {
        return Schemas.problem(Manifests.parse("example", yaml).objects().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook", "kubeflow-poddefault"})
    void theNamespaceIsWrittenInOnePlaceOnly(String overlay, @TempDir Path folder) throws Exception {
        Path target = Manifests.DEPLOY.resolve("kustomize/overlays/" + overlay);
        Path copy = Files.createDirectories(folder.resolve("kustomize/overlays/" + overlay));
        Folders.copy(target, copy);
        for (String shared : List.of("base", "components")) {
            Folders.copy(Manifests.DEPLOY.resolve("kustomize/" + shared), folder.resolve("kustomize/" + shared));
        }
        Path kustomization = copy.resolve("kustomization.yaml");
        String text = Files.readString(kustomization);
        Files.writeString(kustomization, text.replace("namespace: team\n", "namespace: other\n"));

        Manifests rendered = Manifests.parse(overlay, Kustomize.build(copy));

        assertThat(rendered.objects())
                .allSatisfy(object ->
                        assertThat(object.at("/metadata/namespace").asText()).isEqualTo("other"));
        // What a user writes about the servers is the user's; a key is no address.
        assertThat(rendered.objects())
                .filteredOn(object -> !Manifests.kindOf(object).equals("ConfigMap"))
                .extracting(JsonNode::toString)
                .noneMatch(object -> object.matches(".*\\bteam\\b.*"));
    }

    @Test
    void componentsAddWhatTheySay(@TempDir Path folder) throws Exception {
        Manifests rendered = Manifests.plainWith(folder, "discovery", "service-monitor", "sandboxes");

        assertThat(rendered.objects())
                .allSatisfy(object -> assertThat(Schemas.problem(object))
                        .as(object.toString())
                        .isEmpty());
        assertThat(rendered.objects().stream().map(Manifests::kindOf).collect(Collectors.toSet()))
                .contains("Role", "RoleBinding", "ServiceMonitor");
        assertThat(rendered.all("NetworkPolicy")).hasSize(2);
        assertThat(rendered.one("Deployment").toString()).contains("serviceAccountToken", "kube-root-ca.crt");
        assertThat(rendered.one("Role").toString()).doesNotContain("secrets", "create", "delete", "*");
        assertThat(rendered.one("RoleBinding").at("/subjects/0/namespace").asText())
                .isEqualTo("team");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook", "kubeflow-poddefault", "kubeflow-workspacekind"})
    void everythingIsInTheNamespaceThatIsNotForTheWholeCluster(String overlay) throws Exception {
        assertThat(Manifests.overlay(overlay).objects())
                .allSatisfy(object -> assertThat(object.at("/metadata").has("namespace"))
                        .isNotEqualTo(WITHOUT_NAMESPACE.contains(Manifests.kindOf(object))));
    }
}
