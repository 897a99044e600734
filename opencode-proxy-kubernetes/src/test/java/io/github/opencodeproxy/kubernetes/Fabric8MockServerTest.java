package io.github.opencodeproxy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.ServiceListBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.WatchEventBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.DirectoryProblem.Reason;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the mock server of the fabric8 client answers, in the model of Kubernetes: neither was written with us in mind. */
@Timeout(60)
class Fabric8MockServerTest {

    private static final Duration WAIT = Duration.ofMillis(50);
    private static final Duration LATEST = Duration.ofSeconds(30);
    private static final String SERVICES = "/api/v1/namespaces/team/services";
    private static final String SANDBOXES = "/apis/agents.x-k8s.io/v1beta1/namespaces/team/sandboxes";
    private static final String CLAIMS = "/apis/extensions.agents.x-k8s.io/v1beta1/namespaces/team/sandboxclaims";
    private static final String LABEL = "&labelSelector=app.kubernetes.io%2Fcomponent%3Dopencode-server";

    private Path noServiceAccount;
    private KubernetesMockServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        noServiceAccount = folder;
        server = new KubernetesMockServer(false);
        server.init();
    }

    @AfterEach
    void stop() {
        server.destroy();
    }

    @Test
    void listsServicesAndHearsOfMore() {
        answer(list(SERVICES) + LABEL, services("7", service("gpu", "7")));
        hear(watch(SERVICES, 7) + LABEL, event("ADDED", service("cpu", "8")));
        hear(watch(SERVICES, 8) + LABEL);
        noSandboxes();
        try (KubernetesDirectory directory = directory()) {
            await().atMost(LATEST).until(() -> names(directory).equals(List.of("cpu", "gpu")));
            assertThat(directory.servers().get(1).connection().url())
                    .hasToString("http://gpu.team.svc.cluster.local:4096");
        }
    }

    @Test
    void listsAgainAfter410() {
        server.expect()
                .get()
                .withPath(list(SERVICES) + LABEL)
                .andReturn(200, services("7", service("old", "7")))
                .once();
        server.expect()
                .get()
                .withPath(watch(SERVICES, 7) + LABEL)
                .andReturn(410, status(410))
                .always();
        answer(list(SERVICES) + LABEL, services("9", service("new", "9")));
        hear(watch(SERVICES, 9) + LABEL);
        noSandboxes();
        try (KubernetesDirectory directory = directory()) {
            await().atMost(LATEST).until(() -> names(directory).equals(List.of("new")));
        }
    }

    @Test
    void listsAgainAfterAnEventOf410() {
        server.expect()
                .get()
                .withPath(list(SERVICES) + LABEL)
                .andReturn(200, services("7", service("old", "7")))
                .once();
        hear(
                watch(SERVICES, 7) + LABEL,
                new WatchEventBuilder()
                        .withType("ERROR")
                        .withObject(status(410))
                        .build());
        answer(list(SERVICES) + LABEL, services("9", service("new", "9")));
        hear(watch(SERVICES, 9) + LABEL);
        noSandboxes();
        try (KubernetesDirectory directory = directory()) {
            await().atMost(LATEST).until(() -> names(directory).equals(List.of("new")));
        }
    }

    @Test
    void listsSandboxesUnderTheNamesOfTheirClaims() {
        answer(list(SERVICES) + LABEL, services("1"));
        hear(watch(SERVICES, 1) + LABEL);
        answer(list(SANDBOXES), resources("2", Manifests.sandbox("pool-x")));
        hear(watch(SANDBOXES, 2));
        answer(list(CLAIMS), resources("3", Manifests.claim("mine", "pool-x")));
        hear(watch(CLAIMS, 3));
        try (KubernetesDirectory directory = directory()) {
            await().atMost(LATEST).until(() -> names(directory).equals(List.of("mine")));
            assertThat(directory.servers())
                    .extracting(ProvidedServer::source)
                    .containsExactly(ProvidedServer.Source.DISCOVERED);
        }
    }

    @Test
    void saysWhatIsForbiddenAndWhatIsMissing() {
        server.expect()
                .get()
                .withPath(list(SERVICES) + LABEL)
                .andReturn(403, status(403))
                .always();
        noSandboxes();
        try (KubernetesDirectory directory = directory()) {
            await().atMost(LATEST).until(() -> directory.problems().size() == 3);
            assertThat(directory.problems())
                    .extracting(DirectoryProblem::reason)
                    .containsExactly(Reason.FORBIDDEN, Reason.NOT_INSTALLED, Reason.NOT_INSTALLED);
        }
    }

    private KubernetesDirectory directory() {
        ClusterAccess access = new ClusterAccess(URI.create("http://127.0.0.1:" + server.getPort()), noServiceAccount);
        return KubernetesDirectory.start(access, Search.in("team"), WAIT, WAIT);
    }

    private void noSandboxes() {
        server.expect()
                .get()
                .withPath(list(SANDBOXES))
                .andReturn(404, status(404))
                .always();
        server.expect().get().withPath(list(CLAIMS)).andReturn(404, status(404)).always();
    }

    private void answer(String path, Object body) {
        server.expect().get().withPath(path).andReturn(200, body).always();
    }

    /** With a length: in its chunked answers the mock server puts the framing into the body (seen in 7.4.0). */
    private void hear(String path, WatchEvent... events) {
        String lines = Stream.of(events)
                .map(event -> Serialization.asJson(event) + "\n")
                .collect(Collectors.joining());
        answer(path, lines);
    }

    private static String list(String path) {
        return path + "?limit=500";
    }

    private static String watch(String path, int version) {
        return path + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=" + version;
    }

    private static ServiceList services(String version, Service... services) {
        return new ServiceListBuilder()
                .withNewMetadata()
                .withResourceVersion(version)
                .endMetadata()
                .withItems(services)
                .build();
    }

    private static Service service(String name, String version) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("team")
                .withResourceVersion(version)
                .addToLabels("app.kubernetes.io/component", "opencode-server")
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .addNewPort()
                .withName("http-opencode")
                .withPort(4096)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    private static GenericKubernetesResourceList resources(String version, String manifest) {
        GenericKubernetesResourceList list = new GenericKubernetesResourceList();
        list.setMetadata(new ListMetaBuilder().withResourceVersion(version).build());
        list.setItems(List.of(Serialization.unmarshal(manifest, GenericKubernetesResource.class)));
        return list;
    }

    private static Status status(int code) {
        return new StatusBuilder().withCode(code).withMessage("no").build();
    }

    private static WatchEvent event(String type, HasMetadata object) {
        return new WatchEventBuilder().withType(type).withObject(object).build();
    }

    private static List<String> names(KubernetesDirectory directory) {
        return directory.servers().stream()
                .map(server -> server.connection().displayName())
                .toList();
    }
}
