package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesKeysTest {

    @Test
    void lookForNothingUnlessTheySaySo() {
        assertThat(ConfigFixture.empty()
                        .key("kubernetes.namespace", "team")
                        .readServer()
                        .discovery())
                .isNull();
    }

    @Test
    void needNothingButTheirSwitchInAPod(@TempDir Path pod) throws IOException {
        Files.writeString(pod.resolve("namespace"), "team\n");

        KubernetesDiscovery discovery = discovery(ConfigFixture.empty()
                .key("kubernetes.discovery", "on")
                .key("kubernetes.service-account", pod.toString()));

        assertThat(discovery)
                .isEqualTo(new KubernetesDiscovery(
                        ServerUrl.parse("https://kubernetes.default.svc"),
                        pod,
                        "team",
                        "app.kubernetes.io/component=opencode-server",
                        ""));
        assertThat(discovery.summary())
                .isEqualTo("Servers are looked for in the namespace team: Services with"
                        + " app.kubernetes.io/component=opencode-server, all Sandboxes");
    }

    @Test
    void takeTheNamespaceOfTheNotebookWhereThereIsNoFile() {
        assertThat(discovery(ConfigFixture.empty()
                                .key("kubernetes.discovery", "on")
                                .key("kubernetes.service-account", "/does/not/exist")
                                .variable("NB_PREFIX", "/notebook/team/box"))
                        .namespace())
                .isEqualTo("team");
    }

    @Test
    void canSayEverything() {
        KubernetesDiscovery discovery = discovery(ConfigFixture.empty()
                .key("kubernetes.discovery", "on")
                .key("kubernetes.api-url", "http://127.0.0.1:8001")
                .key("kubernetes.namespace", "other")
                .key("kubernetes.services", "none")
                .key("kubernetes.sandboxes", "app in (opencode,code), !hidden"));

        assertThat(discovery)
                .extracting(
                        KubernetesDiscovery::apiServer,
                        KubernetesDiscovery::namespace,
                        KubernetesDiscovery::services,
                        KubernetesDiscovery::sandboxes)
                .containsExactly(
                        ServerUrl.parse("http://127.0.0.1:8001"), "other", null, "app in (opencode,code), !hidden");
        assertThat(discovery.summary()).endsWith("no Services, Sandboxes with app in (opencode,code), !hidden");
    }

    @Test
    void areCheckedAllAtOnce() {
        assertThat(ConfigFixture.empty()
                        .key("kubernetes.discovery", "yes")
                        .key("kubernetes.api-url", "ftp://api")
                        .key("kubernetes.namespace", "Team")
                        .key("kubernetes.services", "a=b&watch=1")
                        .refusal()
                        .problems())
                .extracting(ConfigProblem::key, ConfigProblem::rule)
                .containsExactly(
                        tuple("opencode.proxy.kubernetes.discovery", "must be off or on"),
                        tuple(
                                "opencode.proxy.kubernetes.api-url",
                                "the server URL must begin with http:// or https://, or with the host"),
                        tuple("opencode.proxy.kubernetes.services", "must be a label selector, or \"all\""),
                        tuple("opencode.proxy.kubernetes.namespace", "must be the name of a namespace"));
    }

    @Test
    void wantTheApiServerAtItsRoot() {
        assertThat(ConfigFixture.empty()
                        .key("kubernetes.api-url", "https://rancher.example.com/k8s/clusters/c-1")
                        .refusal()
                        .problems())
                .extracting(ConfigProblem::key, ConfigProblem::rule)
                .containsExactly(tuple("opencode.proxy.kubernetes.api-url", "must have no path"));
    }

    @Test
    void needANamespace() {
        assertThat(ConfigFixture.empty()
                        .key("kubernetes.discovery", "on")
                        .key("kubernetes.service-account", "/does/not/exist")
                        .refusal())
                .hasMessageContaining("opencode.proxy.kubernetes.namespace: is needed where neither");
    }

    @Test
    void haveNoEffectInSomebodyElsesServer() {
        assertThat(ConfigFixture.empty()
                        .key("kubernetes.discovery", "on")
                        .readInContainer()
                        .warnings())
                .containsExactly("Set but without effect yet: opencode.proxy.kubernetes.discovery");
    }

    private static KubernetesDiscovery discovery(ConfigFixture surroundings) {
        return Objects.requireNonNull(surroundings.readServer().discovery());
    }
}
