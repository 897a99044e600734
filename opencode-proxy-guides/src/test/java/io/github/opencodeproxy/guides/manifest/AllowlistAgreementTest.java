package io.github.opencodeproxy.guides.manifest;

import static io.github.opencodeproxy.guides.manifest.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.core.policy.TargetPolicy.Verdict;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the proxy may be asked for and what its NetworkPolicy lets out are the same. */
class AllowlistAgreementTest {

    private static final String DNS = "kube-system";
    private static final String MESH = "istio-system";
    private static final int[] SOME_PORTS = {22, 53, 80, 443, 4096, 6443, 8080, 8888, 9090, 10_250, 15_012, 65_535};

    private final Path folder;

    AllowlistAgreementTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook"})
    void theNetworkPolicyOpensThePortsThatTheAllowlistNames(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);

        assertThat(portsToTheOwnNamespace(manifests.one("NetworkPolicy", "opencode-proxy")))
                .isEqualTo(allowedPorts(policy(manifests), "box.team.svc.cluster.local"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "istio", "kubeflow-notebook"})
    void neitherLetsAnythingOutOfTheNamespaceButDnsAndTheMesh(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);
        TargetPolicy policy = policy(manifests);

        for (String elsewhere : List.of(
                "box.other.svc.cluster.local",
                "kubernetes.default.svc.cluster.local",
                "istiod.istio-system.svc.cluster.local",
                "kube-dns.kube-system.svc.cluster.local",
                "example.com",
                "10.0.0.1")) {
            assertThat(allowedPorts(policy, elsewhere, IntStream.of(SOME_PORTS)))
                    .as(elsewhere)
                    .isEmpty();
        }
        Map<String, Set<Integer>> others = each(manifests
                        .one("NetworkPolicy", "opencode-proxy")
                        .at("/spec/egress"))
                .filter(rule -> !isToOwnPods(rule))
                .collect(Collectors.toMap(AllowlistAgreementTest::namespaceOf, AllowlistAgreementTest::ports));
        assertThat(others).containsEntry(DNS, Set.of(53));
        others.remove(DNS);
        assertThat(others).isIn(Map.of(), Map.of(MESH, Set.of(15012)));
    }

    @Test
    void theProxyIsNoTargetOfItsOwn() throws Exception {
        Manifests manifests = Manifests.overlay("plain");
        Set<Integer> allowed =
                allowedPorts(policy(manifests), "opencode-proxy.team.svc.cluster.local", IntStream.of(SOME_PORTS));

        assertThat(each(manifests.one("Service").at("/spec/ports"))
                        .map(port -> port.get("port").asInt()))
                .isNotEmpty()
                .isSubsetOf(IntStream.of(SOME_PORTS).boxed().toList())
                .doesNotContainAnyElementsOf(allowed);
    }

    @Test
    void sandboxesAnswerTheProxyOnOpencodesPortAndTheMeshSaysTheSame() throws Exception {
        Manifests manifests = Manifests.overlay("istio");
        JsonNode network = manifests.one("NetworkPolicy", "opencode-sandboxes").at("/spec");
        JsonNode mesh =
                manifests.one("AuthorizationPolicy", "opencode-sandboxes").at("/spec");

        assertThat(network.at("/podSelector/matchLabels")).isEqualTo(mesh.at("/selector/matchLabels"));
        assertThat(network.at("/ingress/0/ports/0/port").asText())
                .isEqualTo(mesh.at("/rules/0/to/0/operation/ports/0").asText());
        assertThat(manifests.podTemplate().at("/metadata/labels").toString())
                .contains("\"app.kubernetes.io/name\":"
                        + network.at("/ingress/0/from/0/podSelector/matchLabels/app.kubernetes.io~1name"));
        assertThat(mesh.at("/rules/0/from/0/source/principals/0").asText())
                .isEqualTo("cluster.local/ns/team/sa/"
                        + manifests.podTemplate().at("/spec/serviceAccountName").asText());
        assertThat(allowedPorts(policy(manifests), "box.team.svc.cluster.local", IntStream.of(SOME_PORTS)))
                .contains(network.at("/ingress/0/ports/0/port").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"istio", "kubeflow-notebook"})
    void onlyTheGatewayAndTheControllerMayAskAProxyInTheMesh(String overlay) throws Exception {
        Manifests manifests = Manifests.overlay(overlay);
        JsonNode policy = manifests.one("AuthorizationPolicy", "opencode-proxy").at("/spec");

        assertThat(policy.at("/action").asText()).isEqualTo("DENY");
        assertThat(each(policy.at("/rules/0/from/0/source/notPrincipals")).map(JsonNode::asText))
                .contains("cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account")
                .allMatch(principal -> principal.matches("cluster\\.local/ns/(istio-system|kubeflow)/sa/.+"));
        assertThat(policy.at("/rules/0/to/0/operation/ports/0").asInt())
                .isEqualTo(manifests.container().at("/ports/0/containerPort").asInt());
        // The label is on the pods, or nothing is denied.
        JsonNode labels = overlay.equals("istio")
                ? manifests.podTemplate().at("/metadata/labels")
                : manifests.one("Notebook").at("/metadata/labels");
        assertThat(labels.at("/app.kubernetes.io~1name"))
                .isEqualTo(policy.at("/selector/matchLabels/app.kubernetes.io~1name"));
    }

    private TargetPolicy policy(Manifests manifests) throws IOException {
        ServerConfig config = Surroundings.read(manifests, folder);
        return Allowlist.builder()
                .allow(String.join(",", config.proxy().rules().allow()))
                .deny(String.join(",", config.proxy().rules().deny()))
                .build();
    }

    private static Set<Integer> allowedPorts(TargetPolicy policy, String host) {
        return allowedPorts(policy, host, IntStream.rangeClosed(1, 65_535));
    }

    private static Set<Integer> allowedPorts(TargetPolicy policy, String host, IntStream candidates) {
        return candidates
                .filter(port -> policy.judge(new Target.Requested(ServerUrl.parse("http://" + host + ":" + port)))
                        instanceof Verdict.Eligible)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> portsToTheOwnNamespace(JsonNode policy) {
        return each(policy.at("/spec/egress"))
                .filter(AllowlistAgreementTest::isToOwnPods)
                .flatMap(rule -> ports(rule).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isToOwnPods(JsonNode rule) {
        return each(rule.path("to")).allMatch(peer -> peer.size() == 1 && peer.has("podSelector"));
    }

    private static String namespaceOf(JsonNode rule) {
        return rule.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                .asText();
    }

    private static Set<Integer> ports(JsonNode rule) {
        return each(rule.path("ports")).map(port -> port.get("port").asInt()).collect(Collectors.toSet());
    }
}
