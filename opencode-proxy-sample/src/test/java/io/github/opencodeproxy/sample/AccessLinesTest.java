package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The access log of the process. */
@Timeout(60)
class AccessLinesTest {

    private static final String PROOF = "Host: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\nConnection: close\r\n\r\n";

    @Test
    void eachRequestIsALineOfJsonOnStandardOutputEvenWhenTheProcessIsEnding() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Process process = start(upstream, null);
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
                    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                int port = SampleProcess.readPort(log);
                assertThat(get(port, "/api/servers/up/proxy/session?ticket=CANARY"))
                        .isEqualTo(200);
                assertThat(get(port, "/healthz")).isEqualTo(200);

                // The process ends before the writer would have looked again.
                process.toHandle().destroy();

                List<String> all = lines.lines().toList();
                assertThat(all).hasSize(1);
                JsonNode line = new ObjectMapper().readTree(all.get(0));
                assertThat(line.path("path").textValue()).isEqualTo("/api/servers/up/proxy/session");
                assertThat(line.path("target").textValue()).isEqualTo(upstream.url());
                assertThat(line.path("responseBytes").intValue()).isEqualTo(2);
                assertThat(all.get(0)).doesNotContain("CANARY");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskCostsLinesAndNoRequest() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            Process process = start(upstream, new File("/dev/full"));
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
                int port = SampleProcess.readPort(log);
                for (int i = 0; i < 20; i++) {
                    assertThat(get(port, "/api/servers/up/proxy/session")).isEqualTo(200);
                }

                await().untilAsserted(() ->
                        assertThat(metrics(port)).contains("opencode_proxy_access_log_dropped_total 20.0"));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void anOperatorsOwnConfigurationOfTheLogHasItsWay(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("access.log");
        Path configuration = Files.writeString(folder.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                opencode.proxy.access.handlers = java.util.logging.FileHandler
                opencode.proxy.access.useParentHandlers = false
                java.util.logging.FileHandler.pattern = %s
                java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter
                java.util.logging.SimpleFormatter.format = %%5$s%%n
                """.formatted(file));
        Process process = SampleProcess.fromClasses(
                Map.of("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file=" + configuration));
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(get(SampleProcess.readPort(log), "/api/nothing")).isEqualTo(404);

            await().untilAsserted(() -> assertThat(Files.readAllLines(file))
                    .singleElement()
                    .asString()
                    .startsWith("{\"time\":")
                    .contains("\"code\":\"not_found\""));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(RawUpstream upstream, @Nullable File output) throws IOException {
        Map<String, String> environment =
                Map.of("OPENCODE_PROXY_SERVERS", "up", "OPENCODE_PROXY_SERVERS_UP_URL", upstream.url());
        return output == null ? SampleProcess.fromClasses(environment) : SampleProcess.into(output, environment);
    }

    private static int get(int port, String path) throws IOException {
        try (RawClient client = RawClient.connect(port).send("GET " + path + " HTTP/1.1\r\n" + PROOF)) {
            return client.readHead();
        }
    }

    private static String metrics(int port) throws IOException {
        try (RawClient client = RawClient.connect(port).send("GET /metrics HTTP/1.1\r\n" + PROOF)) {
            client.readHead();
            return client.readToEnd();
        }
    }
}
