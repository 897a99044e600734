package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one jar that users get. */
@Timeout(60)
class RunnableJarIT {

    private static final Path JAR = Path.of("target", "opencode-proxy-sample.jar");

    @Test
    void showsThePageBelowThePrefixAndStops() throws Exception {
        Process process = SampleProcess.fromJar(JAR, Map.of("NB_PREFIX", RunningSample.PREFIX));
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
                RawClient client = RawClient.connect(SampleProcess.readPort(log))) {
            client.send("GET " + RunningSample.PREFIX + "/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n");
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(client.header("X-Opencode-Proxy").orElse("")).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");

            process.toHandle().destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void hasNoModulesNorSignaturesAndItsLicences() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/THIRD-PARTY", "META-INF/LICENSE.txt")
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"))
                    .doesNotHaveDuplicates();
        }
    }
}
