package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample as its users meet it: a process with a log, an exit code and signals. */
@Timeout(60)
class ProcessTest {

    private static final Pattern LISTENS =
            Pattern.compile("Listens on http://127\\.0\\.0\\.1:([0-9]+)/notebook/team/box/");

    @Test
    void startsWithOneLineAndStopsOnSigtermWithZero() throws Exception {
        Process process = start(Map.of("NB_PREFIX", RunningSample.PREFIX));
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            try (RawClient client = RawClient.connect(readPort(log))) {
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

    /** What the library has to say may come before. */
    private static int readPort(BufferedReader log) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                return Integer.parseInt(listens.group(1));
            }
        }
        throw new IOException("It ended without saying where it listens");
    }

    @Test
    void doesNotStartOnAWrongConfiguration() throws Exception {
        Process process = start(Map.of("OPENCODE_PROXY_TIMEOUTS_DNS", "soon", "OPENCODE_PROXY_ALLOW", "*"));
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
            Process process = start(Map.of("PORT", Integer.toString(occupant.port())));
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(log.lines().toList()).singleElement().asString().contains("PORT chooses another one");
                assertThat(process.waitFor()).isEqualTo(1);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Sample.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCODE_PROXY_") || name.startsWith("JAVA_"));
        builder.environment()
                .putAll(Map.of(
                        "PORT", "0",
                        "OPENCODE_PROXY_BIND_ADDRESS", "127.0.0.1",
                        "OPENCODE_PROXY_ALLOW", "*.team.svc.cluster.local"));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
