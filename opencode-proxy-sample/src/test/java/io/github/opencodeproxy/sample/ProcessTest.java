package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample as its users meet it: a process with a log, an exit code and signals. */
@Timeout(60)
class ProcessTest {

    @Test
    void startsWithOneLineAndStopsOnSigtermWithZero() throws Exception {
        Process process = SampleProcess.fromClasses(Map.of("NB_PREFIX", RunningSample.PREFIX));
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            try (RawClient client = RawClient.connect(SampleProcess.readPort(log))) {
                client.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(client.readHead()).isEqualTo(200);
            }

            // Process.destroy() would close the log as well.
            process.toHandle().destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(log.lines().toList()).singleElement().asString().isEqualTo("opencode-proxy stopped.");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void doesNotStartOnAWrongConfiguration() throws Exception {
        Process process =
                SampleProcess.fromClasses(Map.of("OPENCODE_PROXY_TIMEOUTS_DNS", "soon", "OPENCODE_PROXY_ALLOW", "*"));
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            List<String> lines = log.lines().toList();

            assertThat(process.waitFor()).isEqualTo(Sample.EXIT_CONFIG);
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).isEqualTo("opencode-proxy did not start: 2 problems in the configuration:");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhichKeyChoosesAnotherPort() throws Exception {
        try (SampleServer occupant = SampleServer.start(RunningSample.config(Map.of()))) {
            Process process = SampleProcess.fromClasses(Map.of("PORT", Integer.toString(occupant.port())));
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(log.lines().toList()).singleElement().asString().contains("PORT chooses another one");
                assertThat(process.waitFor()).isEqualTo(1);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void keepsJettysDebugRecordsOutOfTheLogWhateverTheLevels(@TempDir Path folder) throws Exception {
        Path levels = Files.writeString(folder.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = ALL
                .level = ALL
                org.eclipse.jetty.level = ALL
                org.eclipse.jetty.http.level = ALL
                """);
        Process process =
                SampleProcess.fromClasses(Map.of("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file=" + levels));
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
                RawClient client = RawClient.connect(SampleProcess.readPort(log))) {
            client.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer geheim\r\n\r\n");
            assertThat(client.readHead()).isEqualTo(200);
            process.toHandle().destroy();

            assertThat(log.lines()).noneMatch(line -> line.contains("geheim"));
        } finally {
            process.destroyForcibly();
        }
    }
}
