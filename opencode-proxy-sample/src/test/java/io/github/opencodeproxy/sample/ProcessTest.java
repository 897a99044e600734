package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
    void doesNotStartWithAKeyFileThatOthersCanRead(@TempDir Path folder) throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), "{\"keys\":[{\"k\":\"geheim\"}]}");
        for (String mode : List.of("rw-r--r--", "rw-------")) {
            Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString(mode));
            Process process = SampleProcess.fromClasses(Map.of("OPENCODE_PROXY_CREDENTIAL_KEY_FILE", keys.toString()));
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
                List<String> lines = log.lines().toList();

                assertThat(process.waitFor()).isEqualTo(Sample.EXIT_CONFIG);
                assertThat(lines).hasSize(2);
                assertThat(lines.get(1))
                        .contains("opencode.proxy.credential.key-file", keys.toString())
                        .contains(mode.equals("rw-------") ? "JSON Web Key Set" : "chmod 600")
                        .doesNotContain("geheim");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void makesItsKeysInTheHomeAndUsesThemAfterARestart(@TempDir Path home) throws Exception {
        Map<String, String> environment = Map.of(
                "HOME",
                home.toString(),
                "OPENCODE_PROXY_CREDENTIAL_KEY_FILE",
                "",
                "OPENCODE_PROXY_ALLOW",
                "http://127.0.0.1:1");
        String order = "{\"server\":\"http://127.0.0.1:1\",\"type\":\"basic\",\"username\":\"u\",\"password\":\"p\"}";
        String sealed = ask(environment, "POST /api/credentials", "Content-Length: " + order.length(), order);
        sealed = sealed.replaceAll("(?s).*\"credential\":\"([^\"]+)\".*", "$1");
        Path keys = home.resolve(".opencode-proxy/keys");
        assertThat(Files.getPosixFilePermissions(keys)).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        // Opened, for nobody listens there and that is what it says.
        String target = "X-Target-Server: http://127.0.0.1:1\r\nX-Target-Credential: ";
        assertThat(ask(environment, "GET /api/proxy/x", target + sealed, "")).contains("upstream_refused");
        Files.delete(keys);
        assertThat(ask(environment, "GET /api/proxy/x", target + sealed, "")).contains("credential_rejected");
    }

    private static String ask(Map<String, String> environment, String request, String fields, String body)
            throws Exception {
        Process process = SampleProcess.fromClasses(environment);
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
                RawClient client = RawClient.connect(SampleProcess.readPort(log))) {
            client.send(request + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\nConnection: close\r\n"
                    + fields + "\r\n\r\n" + body);
            return client.readToEnd();
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
