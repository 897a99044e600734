package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample in a network where some addresses are out of reach. */
@Timeout(60)
class UnreachableHostTest {

    private static final String NETWORK = "ip link set lo up && ip route add unreachable 10.0.0.0/8";

    @Test
    @DisplayName("F02 a host to which there is no route, or an unreachable one: 502 at once, like a closed port")
    void unreachable() throws Exception {
        assumeTrue(succeeds(NETWORK), "needs unshare, ip and the right to make a network namespace");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = inNetwork(
                NETWORK + " && exec \"$0\" \"$@\"",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                UnreachableHost.class.getName(),
                // The first has an unreachable route, the second none at all.
                "10.1.2.3",
                "192.168.1.2");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.lines()).containsExactly("502 upstream_refused", "502 upstream_refused");
    }

    private static boolean succeeds(String command) throws InterruptedException {
        try {
            return inNetwork(command).waitFor() == 0;
        } catch (IOException noUnshare) {
            return false;
        }
    }

    private static Process inNetwork(String command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("unshare", "--net", "--map-root-user", "/bin/sh", "-c", command));
        line.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
