package io.github.opencodeproxy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** What the files in {@code deploy/} say about the images is so. */
@ExtendWith(WithImages.class)
@Timeout(600)
class ManifestsIT {

    private static final Path DEPLOY = Command.repository().resolve("deploy");
    private static final Pattern VARIABLE = Pattern.compile("- name: (OPENCODE_\\w+)\\n +value: \"?([^\"\\n]+)");
    private static final Pattern PROBE = Pattern.compile("path: (/\\w+)\\n +port: (\\w+)");
    private static final Pattern PORT = Pattern.compile("- name: ([\\w-]+)\\n +containerPort: ([0-9]+)");
    private static final Pattern COMPOSE_VARIABLE = Pattern.compile("(?m)^ +(OPENCODE_\\w+): \"?([^\"\\n]+)");
    private static final Pattern ENTRY_POINT = Pattern.compile("entrypoint: \\[(.+)]");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "sandbox-password";

    /** A key ring of one key, as in {@code deploy/README.md}. */
    private static final String KEYS =
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}]}";

    @TempDir
    Path volumes;

    @Test
    void theGatewayStartsAsTheDeploymentHasItAndAnswersItsProbes() throws Exception {
        String deployment = Files.readString(DEPLOY.resolve("kustomize/base/deployment.yaml"));
        Path overlay = DEPLOY.resolve("kustomize/overlays/plain/opencode-proxy.properties");
        Map<String, String> ports = pairs(PORT, deployment);
        try (Network network = Network.newNetwork();
                GenericContainer<?> pod = Pod.of(Images.GATEWAY)) {
            pod.withNetwork(network)
                    .withEnv(pairs(VARIABLE, deployment))
                    .waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            mount(
                    pod,
                    volume(Files.readString(overlay), "/etc/opencode-proxy/opencode-proxy.properties"),
                    volume(KEYS, "/etc/opencode-proxy-keys/keys"),
                    volume("team", "/var/run/secrets/kubernetes.io/serviceaccount/namespace"));
            pod.start();

            List<MatchResult> probes = PROBE.matcher(deployment).results().toList();

            assertThat(probes).hasSize(3);
            for (MatchResult probe : probes) {
                String url = url(pod, network, ports.getOrDefault(probe.group(2), "none")) + probe.group(1);
                assertThat(get(url).statusCode()).as(url).isEqualTo(200);
            }
        }
    }

    @Test
    void theNotebookAnswersTheProbesOfTheKubeflowNotebook() throws Exception {
        String notebook = Files.readString(DEPLOY.resolve("kustomize/overlays/kubeflow-notebook/notebook.yaml"));
        assertThat(notebook).contains("mountPath: " + Pod.HOME);
        try (Network network = Network.newNetwork();
                GenericContainer<?> pod = Pod.of(Images.NOTEBOOK)) {
            pod.withNetwork(network)
                    .withEnv("NB_PREFIX", "/notebook/team/opencode")
                    .waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            pod.start();

            List<MatchResult> probes = PROBE.matcher(notebook).results().toList();

            assertThat(probes).hasSize(3);
            for (MatchResult probe : probes) {
                String url = url(pod, network, probe.group(2)) + probe.group(1);
                assertThat(get(url).statusCode()).as(url).isEqualTo(200);
            }
        }
    }

    @Test
    void theProxyOfTheComposeFileReachesItsSandbox() throws Exception {
        String[] services =
                Files.readString(DEPLOY.resolve("compose/compose.yaml")).split("\n  sandbox:\n", -1);
        assertThat(services).hasSize(2);
        try (Network network = Network.newNetwork();
                GenericContainer<?> sandbox = Pod.of(Images.NOTEBOOK);
                GenericContainer<?> proxy = Pod.of(Images.GATEWAY)) {
            String[] entryPoint = entryPoint(services[1]);
            sandbox.withNetwork(network)
                    .withNetworkAliases("sandbox")
                    .withEnv(composed(services[1]))
                    // The health check of the image asks for a proxy.
                    .withCreateContainerCmdModifier(command -> command.withEntrypoint(entryPoint)
                            .withHealthcheck(new HealthCheck().withTest(List.of("NONE"))))
                    .waitingFor(Wait.forLogMessage(".*listening on.*", 1));
            sandbox.start();
            proxy.withNetwork(network)
                    .withEnv(composed(services[0]))
                    .waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            proxy.start();
            String health = url(proxy, network, String.valueOf(Pod.PORT)) + "/api/servers/sandbox/proxy/global/health";

            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(get(health).body()).contains("\"healthy\":true"));
        }
    }

    private Bind volume(String text, String path) throws IOException {
        Path file =
                Files.writeString(volumes.resolve(Path.of(path).getFileName().toString()), text);
        // As Kubernetes mounts a secret with fsGroup.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        return new Bind(file.toString(), new Volume(path), AccessMode.ro);
    }

    /** Testcontainers would have an image pulled, to find out whether files can be mounted. */
    private static void mount(GenericContainer<?> pod, Bind... volumes) {
        pod.withCreateContainerCmdModifier(
                command -> Objects.requireNonNull(command.getHostConfig()).withBinds(volumes));
    }

    private static Map<String, String> composed(String service) {
        Map<String, String> variables = pairs(COMPOSE_VARIABLE, service);
        variables.replaceAll((name, value) -> value.startsWith("${OPENCODE_SERVER_PASSWORD") ? PASSWORD : value);
        return variables;
    }

    private static String[] entryPoint(String service) {
        return ENTRY_POINT
                .matcher(service)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1)
                .replace("\"", "")
                .split(", ", -1);
    }

    private static Map<String, String> pairs(Pattern pattern, String text) {
        return pattern.matcher(text).results().collect(Collectors.toMap(pair -> pair.group(1), pair -> pair.group(2)));
    }

    private static String url(GenericContainer<?> pod, Network network, String port) {
        return "http://" + Pod.address(pod, network.getId()) + ":" + port;
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
