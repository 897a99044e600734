package io.github.opencodeproxy.guides.manifest;

import static io.github.opencodeproxy.guides.manifest.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that the profile "restricted" of Kubernetes admits, and a little more. */
class HardeningTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook"})
    void thePodMayDoNothingThatItDoesNotNeed(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);
        JsonNode pod = manifests.podTemplate().at("/spec");

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        isShutIn(manifests.container().at("/securityContext"));
        assertThat(pod.at("/automountServiceAccountToken"))
                .as("no token to steal")
                .isEqualTo(BooleanNode.FALSE);
        assertThat(pod.toString()).doesNotContain("serviceAccountToken", "hostPath", "hostNetwork");
    }

    @Test
    void aWorkspaceMayDoNothingThatItDoesNotNeed() throws Exception {
        JsonNode template =
                Manifests.overlay("kubeflow-workspacekind").one("WorkspaceKind").at("/spec/podTemplate");

        isShutIn(template.at("/containerSecurityContext"));
        assertThat(template.at("/containerSecurityContext/runAsNonRoot").asBoolean())
                .isTrue();
        assertThat(template.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    }

    private static void isShutIn(JsonNode security) {
        assertThat(security.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(each(security.at("/capabilities/drop")).map(JsonNode::asText))
                .containsExactly("ALL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook"})
    void everythingThatIsMountedIsThere(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);

        assertThat(names(manifests.container().at("/volumeMounts")))
                .containsExactlyInAnyOrderElementsOf(
                        names(manifests.podTemplate().at("/spec/volumes")));
        assertThat(manifests.container().at("/volumeMounts").toString()).contains("\"/tmp\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio"})
    void theServiceFindsThePodsAndTheProbesFindThePorts(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);
        List<String> ports = names(manifests.container().at("/ports"));

        assertThat(manifests.podTemplate().at("/metadata/labels").toString())
                .contains(inside(manifests.one("Service").at("/spec/selector")))
                .contains(
                        inside(manifests.one("NetworkPolicy", "opencode-proxy").at("/spec/podSelector/matchLabels")))
                .contains(inside(manifests.one("PodDisruptionBudget").at("/spec/selector/matchLabels")))
                .contains(inside(manifests.one("Deployment").at("/spec/selector/matchLabels")));
        assertThat(each(manifests.one("Service").at("/spec/ports"))
                        .map(port -> port.get("targetPort").asText()))
                .isSubsetOf(ports);
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(manifests.container().at("/" + probe + "/httpGet/port").asText())
                    .isIn(ports);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio"})
    void aRollingUpdateTakesNobodyAwayBeforeItsTime(String overlay) throws Exception {
        JsonNode deployment = Manifests.overlay(overlay).one("Deployment").at("/spec");
        int pause = deployment
                .at("/template/spec/containers/0/lifecycle/preStop/sleep/seconds")
                .asInt();

        assertThat(deployment.at("/strategy/rollingUpdate/maxUnavailable").asInt(1))
                .isZero();
        // The sample takes 25 s at most.
        assertThat(deployment.at("/template/spec/terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(pause + 25 + 5);
    }

    private static String inside(JsonNode object) {
        return object.toString().replaceAll("^\\{|}$", "");
    }

    private static List<String> names(JsonNode array) {
        return each(array).map(each -> each.get("name").asText()).collect(Collectors.toList());
    }
}
