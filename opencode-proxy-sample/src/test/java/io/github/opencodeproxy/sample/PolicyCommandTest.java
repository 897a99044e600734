package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.config.ConfigSources;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code policy explain}, as an operator's script sees it. */
class PolicyCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(Map<String, String> properties, String... arguments) {
        return PolicyCommand.run(
                arguments,
                () -> ConfigSources.of(properties, Map.of()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.1.2.3:4096, 0, ALLOWED",
        "http://127.0.0.1:22, 3, DENIED",
        "http://kubernetes.default.svc, 3, control_plane",
        "http://no-such-name.invalid:4096, 4, UNRESOLVED",
        "ftp://10.1.2.3, 65, INVALID",
    })
    void theExitCodeSaysWhatWouldHappen(String server, int code, String word) {
        Map<String, String> rules = Map.of("opencode.proxy.allow", "10.0.0.0/8 *.svc *.invalid");
        assertThat(run(rules, "policy", "explain", server)).isEqualTo(code);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(word);
        assertThat(err.size()).isZero();
    }

    @Test
    void aWrongConfigurationIsSaidWithEveryProblem() {
        Map<String, String> wrong = Map.of("opencode.proxy.allow", "*", "opencode.proxy.alow", "x");
        assertThat(run(wrong, "policy", "explain", "http://10.1.2.3")).isEqualTo(Sample.EXIT_CONFIG);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("2 problems in the configuration");
        assertThat(out.size()).isZero();
    }

    @Test
    void anUnreadableFileIsSaidToo() {
        Map<String, String> gone = Map.of("opencode.proxy.config-path", "/does/not/exist");
        assertThat(run(gone, "policy", "explain", "http://10.1.2.3")).isEqualTo(Sample.EXIT_CONFIG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy", "policy explain", "policy explain a b", "explain policy a", "--help"})
    void anythingElseGetsTheUsage(String arguments) {
        assertThat(run(Map.of(), arguments.split(" "))).isEqualTo(PolicyCommand.EXIT_USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("Usage: ");
    }
}
