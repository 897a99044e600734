package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R80: a configuration that is nearly right is wrong. Whatever was changed about it, it is refused whole and by name. */
class MutatedConfigTest {

    private static final Map<String, String> RIGHT = right();

    private static Map<String, String> right() {
        Map<String, String> right = new LinkedHashMap<>();
        right.put("opencode.proxy.local-url", "http://127.0.0.1:4096");
        right.put("opencode.proxy.allow", "*.team.svc.cluster.local, 10.20.0.0/16");
        right.put("opencode.proxy.deny", "secret.team.svc.cluster.local");
        right.put("opencode.proxy.servers.box.url", "http://box.team.svc.cluster.local:4096");
        right.put("opencode.proxy.servers.box.password", "CANARY");
        right.put("opencode.proxy.public-origins", "https://kubeflow.example.com");
        right.put("opencode.proxy.trusted-peers", "10.0.0.0/8");
        right.put("opencode.proxy.limits.body-bytes", "1MiB");
        right.put("opencode.proxy.timeouts.dns", "3s");
        right.put("opencode.proxy.timeouts.connect", "5s");
        right.put("opencode.proxy.timeouts.idle-stream", "1h");
        right.put("opencode.proxy.management-port", "9090");
        return right;
    }

    private static ConfigFixture fixture(Map<String, String> properties) {
        ConfigFixture fixture = ConfigFixture.empty();
        properties.forEach(fixture::property);
        return fixture;
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(RIGHT);
        changed.put(key, value);
        return changed;
    }

    @Test
    void theOriginalIsRight() {
        assertThat(fixture(RIGHT).read().warnings()).isEmpty();
    }

    private static Stream<String> misspelled() {
        return RIGHT.keySet().stream()
                .flatMap(key -> IntStream.range("opencode.proxy.".length(), key.length())
                        .filter(at -> key.charAt(at) != '.')
                        .mapToObj(at -> key.substring(0, at) + key.charAt(at) + key.substring(at)))
                // Another name of a server is another server, and a URL is missing then, or its name is as good.
                .filter(key -> !key.matches("opencode\\.proxy\\.servers\\.(?!box\\.).*"));
    }

    @ParameterizedTest
    @MethodSource("misspelled")
    void aKeyWithALetterTooMuchIsNamed(String key) {
        assertThat(fixture(with(key, "x")).refusal().problems())
                .extracting(ConfigProblem::key)
                .containsExactly(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*:4096",
                "*.*",
                "a.*.b",
                "*a.b",
                ".*",
                "*.",
                "*..b",
                "*.team.svc.cluster.local@evil.example",
                "http://*",
                "*.team.svc.cluster.local:+80",
                "*.team.svc.cluster.local:٨٠",
                "*.team.svc.cluster.local:0",
                "*.team.svc.cluster.local:65536",
                "*.team.svc.cluster.local?x",
                "*.team.svc.cluster.local#x",
                "*.b/../c",
                "ftp://a.b",
                "//a.b",
                "0.0.0.0/0",
                "::/0",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "10.0.0.0/08",
                "010.0.0.0/8",
                "127.0.0.0/8",
                "127.0.0.1",
                "http://169.254.169.254:80",
                "169.254.0.0/16",
                "::1",
                "[::1]",
                "2130706433",
                "0x7f.1",
                "127.1:4096",
                "%2a.b",
                "*.b%00",
                "bücher.example",
                "*.10.0.0.1",
                "user:CANARY@a.b",
                "${opencode.proxy.deny}",
            })
    void aRuleThatCouldMeanMoreIsRefusedAndNothingElseOfIt(String rule) {
        InvalidConfigException refusal = fixture(with("opencode.proxy.allow", "*.team.svc.cluster.local, " + rule))
                .refusal();
        assertThat(refusal.problems()).extracting(ConfigProblem::key).containsExactly("opencode.proxy.allow");
        assertThat(refusal.getMessage()).doesNotContain("CANARY");
    }

    private static Stream<List<String>> nonsense() {
        List<String> keys = List.of(
                "opencode.proxy.limits.body-bytes",
                "opencode.proxy.timeouts.dns",
                "opencode.proxy.timeouts.connect",
                "opencode.proxy.timeouts.idle-stream",
                "opencode.proxy.management-port",
                "opencode.proxy.trusted-peers",
                "opencode.proxy.public-origins",
                "opencode.proxy.local-url");
        List<String> values = List.of(
                "-1",
                "+5s",
                "0",
                "0s",
                "1e3",
                "0x10",
                "٣",
                "٣s",
                "5 parsecs",
                "999999999999999999999",
                "PT",
                "P-1D",
                "PT-5S",
                "1h30",
                "true",
                "null",
                "${PORT}",
                "5s;",
                "a b",
                "http://",
                "http://user:CANARY@a.b",
                "\u0000",
                "http://a.b/?x",
                "file:///etc/passwd");
        return keys.stream().flatMap(key -> values.stream().map(value -> List.of(key, value)));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void aValueThatIsNoneIsNamedOrCountsForWhatItSays(List<String> mutation) {
        Throwable thrown = catchThrowable(
                () -> fixture(with(mutation.get(0), mutation.get(1))).read());
        // Some of it is a value for one key or the other; nothing is an error of another kind, and nothing is shown.
        if (thrown != null) {
            assertThat(thrown).isInstanceOfSatisfying(InvalidConfigException.class, refusal -> {
                assertThat(refusal.problems()).extracting(ConfigProblem::key).containsOnly(mutation.get(0));
                assertThat(refusal.getMessage()).doesNotContain("CANARY");
            });
        } else {
            // A server may be called so, since a URL may come without its scheme.
            assertThat(mutation.get(0)).isEqualTo("opencode.proxy.local-url");
            assertThat(mutation.get(1)).matches("[0-9]*[A-Za-z][A-Za-z0-9-]*");
        }
    }

    @Test
    void allMistakesAreSaidAtOnce() {
        Map<String, String> wrong = new LinkedHashMap<>(RIGHT);
        wrong.replaceAll((key, value) -> key.endsWith("password") ? value : "* *");
        assertThat(fixture(wrong).refusal().problems())
                .extracting(ConfigProblem::key)
                .contains(RIGHT.keySet().stream()
                        .filter(key -> !key.endsWith("password"))
                        .toArray(String[]::new));
    }
}
