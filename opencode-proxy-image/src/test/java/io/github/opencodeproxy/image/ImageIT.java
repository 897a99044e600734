package io.github.opencodeproxy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** What a platform that knows nothing of us asks of an image. */
@ExtendWith(WithImages.class)
@Timeout(300)
class ImageIT {

    private static final String PROBE = "/opt/java/bin/java @/opt/opencode-proxy/probe.args";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ParameterizedTest
    @ValueSource(strings = {Images.NOTEBOOK, Images.GATEWAY})
    void saysWhatItIsAndRunsAsANumber(String image) throws IOException {
        JsonNode config = inspect(image).get("Config");

        // "runAsNonRoot" of Kubernetes refuses a name.
        assertThat(config.get("User").asText()).isEqualTo("1000:0");
        assertThat(config.get("ExposedPorts").has("8888/tcp")).isTrue();
        assertThat(config.get("Healthcheck").get("Test").get(0).asText()).isEqualTo("CMD");
        JsonNode labels = config.get("Labels");
        for (String label : List.of("title", "description", "licenses", "version", "revision", "source")) {
            assertThat(labels.path("org.opencontainers.image." + label).asText())
                    .as(label)
                    .isNotEmpty();
        }
        assertThat(labels.path("org.opencontainers.image.version").asText()).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {Images.NOTEBOOK, Images.GATEWAY})
    void givesNobodyMoreRightsThanTheyHave(String image) {
        List<String> files = files(image);

        assertThat(files).filteredOn(line -> line.contains("opt/java/bin/java")).isNotEmpty();
        // Directories may hand on their group: the home does.
        assertThat(files)
                .filteredOn(line -> line.matches("-..[sS].*|-.....[sS].*"))
                .isEmpty();
        // What the proxy is made of, nobody who runs it may change.
        assertThat(files)
                .filteredOn(line -> line.contains(" opt/") || line.contains(" usr/local/bin/"))
                .noneMatch(line -> line.matches("[-d](....w....|.......w.).*"));
    }

    @Test
    void theGatewayHasNoShell() {
        assertThat(files(Images.GATEWAY)).noneMatch(line -> line.matches(".*/(sh|bash|dash|busybox|opencode)"));
        assertThat(files(Images.NOTEBOOK)).anyMatch(line -> line.matches(".*/bash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Images.NOTEBOOK, Images.GATEWAY})
    void saysWhatItIsMadeOf(String image) throws IOException {
        String id = Command.run("docker", "create", "--network=none", image).strip();
        Path copy = Command.target().resolve("sbom.json");
        Command.run("docker", "cp", id + ":/opt/opencode-proxy/sbom.json", copy.toString());
        Command.run("docker", "rm", id);

        JsonNode sbom = new ObjectMapper().readTree(copy.toFile());

        assertThat(sbom.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom.get("components").findValuesAsText("name")).contains("jetty-server");
        assertThat(sbom.get("components").findValuesAsText("name").contains("opencode-ai"))
                .isEqualTo(image.equals(Images.NOTEBOOK));
    }

    /** And it takes its cache: with this option it would not start without. */
    @ParameterizedTest
    @ValueSource(strings = {Images.NOTEBOOK, Images.GATEWAY})
    void runsUnderTheStrictestRulesAndStopsWell(String image) throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> pod = Pod.of(image)) {
            pod.withNetwork(network)
                    .withEnv("NB_PREFIX", "/notebook/team/box")
                    .withEnv("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -Xlog:gc")
                    .waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            pod.start();
            String url = "http://" + Pod.address(pod, network.getId()) + ":" + Pod.PORT + "/notebook/team/box/";

            HttpResponse<String> page = get(url);

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<html");
            assertThat(pod.getLogs()).contains("Using Serial");
            assertThat(pod.execInContainer(PROBE.split(" ")).getExitCode()).isZero();
            Command.run("docker", "stop", "--time=30", pod.getContainerId());
            assertThat(state(pod, "ExitCode")).isEqualTo("0");
        }
    }

    @Test
    void theHealthCheckNoticesAProxyThatDoesNotAnswer() throws Exception {
        try (GenericContainer<?> pod = Pod.of(Images.GATEWAY)) {
            pod.withNetworkMode("none").waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            pod.start();
            String[] probe = PROBE.split(" ");

            assertThat(pod.execInContainer(probe).getExitCode()).isZero();
            Command.run("docker", "kill", "--signal=STOP", pod.getContainerId());
            assertThat(Command.attempt("docker", "exec", pod.getContainerId(), probe[0], probe[1])
                            .exit())
                    .isEqualTo(1);
            Command.run("docker", "kill", "--signal=CONT", pod.getContainerId());
        }
    }

    @Test
    void theNotebookRunsAnOpenCodeOfItsOwnWhenAskedTo() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> pod = Pod.of(Images.NOTEBOOK)) {
            pod.withNetwork(network)
                    .withEnv("LOCAL_OPENCODE", "yes")
                    .waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            pod.start();
            String url = "http://" + Pod.address(pod, network.getId()) + ":" + Pod.PORT + "/";

            await().atMost(PATIENCE)
                    // It may have opened its door and not answer yet.
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(get(url + "api/servers/local/proxy/global/health")
                                    .body())
                            .contains("\"healthy\":true"));
        }
    }

    @Test
    void theNotebookHasNoServerOfItsOwnOtherwise() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> pod = Pod.of(Images.NOTEBOOK)) {
            pod.withNetwork(network).waitingFor(Wait.forLogMessage(".*Listens on.*", 1));
            pod.start();

            String servers = get("http://" + Pod.address(pod, network.getId()) + ":" + Pod.PORT + "/api/servers")
                    .body();

            assertThat(servers).contains("\"servers\"").doesNotContain("\"local\"");
        }
    }

    /** Times are not judged here: machines differ. They are in target/figures.txt. */
    @Test
    void itsStartAndMemoryCanBeMeasured() {
        String figures = Command.run(
                Command.repository().resolve("opencode-proxy-image/measure").toString(), Images.NOTEBOOK, "1");

        assertThat(figures).containsPattern("(?m)^first 200 +[0-9]+ ms").containsPattern("(?m)^memory +[0-9]+ MB");
        System.getLogger(ImageIT.class.getName()).log(System.Logger.Level.INFO, figures);
    }

    private static JsonNode inspect(String what) throws IOException {
        return new ObjectMapper()
                .readTree(Command.run("docker", "inspect", what))
                .get(0);
    }

    private static String state(GenericContainer<?> pod, String field) {
        return Command.run("docker", "inspect", "--format={{.State." + field + "}}", pod.getContainerId())
                .strip();
    }

    /** As {@code ls -l} would have them, links without what they point to. */
    private static List<String> files(String image) {
        String id = Command.run("docker", "create", "--network=none", image).strip();
        String listing = Command.run("/bin/sh", "-c", "docker export " + id + " | tar --list --verbose");
        Command.run("docker", "rm", id);
        return listing.lines()
                .map(line -> line.replaceAll(" (->|link to) .*", ""))
                .toList();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "text/html,application/json")
                .timeout(Duration.ofSeconds(20))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
