package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "3m, PT3M",
        "1h, PT1H",
        "PT10S, PT10S",
        "10 s, PT10S",
        "P1D, P1D",
        "8760h, PT8760H",
    })
    void takeDurations(String text, Duration expected) {
        assertThat(ConfigFixture.empty()
                        .key("timeouts.headers", text)
                        .read()
                        .timeouts()
                        .headers())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0s", "-1s", "1d", "ten", "PT0S", "PT-1S", "9999999999999999999s", "8761h", "1.5s"})
    void refuseWhatIsNoDuration(String text) {
        assertThat(ConfigFixture.empty().key("timeouts.connect", text).refusal().problems())
                .singleElement()
                .extracting(ConfigProblem::key)
                .isEqualTo("opencode.proxy.timeouts.connect");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1048576, 1048576", "64KiB, 65536", "256 MiB, 268435456", "2GiB, 2147483648", "7B, 7"})
    void takeSizes(String text, long expected) {
        assertThat(ConfigFixture.empty().key("limits.body-bytes", text).read().maxBodyBytes())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10MB", "1TiB", "1e6", "９", "999999999999999999GiB"})
    void refuseWhatIsNoSize(String text) {
        assertThat(ConfigFixture.empty()
                        .key("limits.body-bytes", text)
                        .refusal()
                        .problems())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "+80", "８０８０", "http", "tcp://10.0.0.1:80"})
    void refuseWhatIsNoPort(String text) {
        assertThat(ConfigFixture.empty().variable("PORT", text).refusal().problems())
                .hasSize(1);
    }

    @Test
    void takeListsWithCommasAndWhiteSpace() {
        assertThat(ConfigFixture.empty()
                        .key("allow", " a.team.svc.cluster.local,b.team.svc.cluster.local:*\n10.20.0.0/16 ")
                        .read()
                        .rules()
                        .allow())
                .containsExactly("a.team.svc.cluster.local", "b.team.svc.cluster.local:*", "10.20.0.0/16");
    }

    @Test
    void takePublicOriginsInTheirCanonicalForm() {
        assertThat(ConfigFixture.empty()
                        .key("public-origins", "https://kubeflow.example.com:443/ http://localhost:8080")
                        .read()
                        .publicOrigins())
                .containsExactlyInAnyOrder("https://kubeflow.example.com", "http://localhost:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kubeflow.example.com", "https://a.example/x", "ftp://a.example", "*", "https://u@a.example"})
    void refuseWhatIsNoOrigin(String text) {
        assertThat(ConfigFixture.empty().key("public-origins", text).refusal().problems())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "fd00::1"})
    void takeAddressesToListenOn(String text) {
        assertThat(ConfigFixture.empty().key("bind-address", text).readServer().bindAddress())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.1", "127.0.0.1:80", "[::1]", "127.0.0.1/x", "::1%lo"})
    void refuseWhatIsNoAddress(String text) {
        assertThat(ConfigFixture.empty().key("bind-address", text).refusal().problems())
                .hasSize(1);
    }

    @Test
    void areEmptiedByNone() {
        ProxyConfig config = ConfigFixture.empty()
                .variable("NB_PREFIX", "/notebook/team/box")
                .key("allow", "none")
                .key("local-url", "none")
                .key("limits.body-bytes", "none")
                .key("timeouts.idle-stream", "none")
                .key("forwarded", "none")
                .read();

        assertThat(config.rules().allow()).isEmpty();
        assertThat(config.servers()).isEmpty();
        assertThat(config.maxBodyBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(config.timeouts().idleStream()).isNull();
        assertThat(config.isForwarded()).isFalse();
    }

    @Test
    void cannotBeEmptiedWhereALimitHasToBe() {
        assertThat(ConfigFixture.empty()
                        .key("timeouts.dns", "none")
                        .key("timeouts.connect", "none")
                        .refusal()
                        .problems())
                .hasSize(2);
    }

    @Test
    void areTheDefaultsWhenBlank() {
        assertThat(ConfigFixture.empty()
                        .variable("OPENCODE_PROXY_LOCAL_URL", "")
                        .variable("PORT", " ")
                        .read())
                .isEqualTo(ConfigFixture.empty().read());
    }

    @Test
    void comeFromTheNearestSource(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("proxy.properties"),
                "opencode.proxy.timeouts.dns=1s\nopencode.proxy.timeouts.connect=1s\nopencode.proxy.timeouts.headers=1s\n");

        assertThat(ConfigFixture.empty()
                        .key("config-path", file.toString())
                        .variable("OPENCODE_PROXY_TIMEOUTS_CONNECT", "2s")
                        .variable("OPENCODE_PROXY_TIMEOUTS_HEADERS", "2s")
                        .key("timeouts.headers", "3s")
                        .read()
                        .timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(3),
                        Duration.ofHours(1)));
    }

    @Test
    void comeFromAMountedFolderWithAFilePerKey(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("opencode.proxy.local-url"), "http://127.0.0.1:4097\n");
        Files.writeString(folder.resolve("opencode.proxy.servers.local.password"), "pa${ss} \n");
        Files.createDirectory(folder.resolve("..data"));

        assertThat(ConfigFixture.empty()
                        .variable("OPENCODE_PROXY_CONFIG_PATH", folder.toString())
                        .read()
                        .servers())
                .singleElement()
                .satisfies(local -> {
                    assertThat(local.connection().url()).hasToString("http://127.0.0.1:4097");
                    assertThat(local.connection().credentials()).isEqualTo(Credentials.basic("opencode", "pa${ss} "));
                });
    }

    @Test
    void areNotGuessedWhenTheMountedFileCannotBeRead(@TempDir Path folder) {
        assertThat(ConfigFixture.empty()
                        .key("config-path", folder.resolve("missing").toString())
                        .refusal())
                .hasMessageContaining("opencode.proxy.config-path")
                .hasMessageContaining("readable");
    }

    @Test
    void takeLimits() {
        assertThat(ConfigFixture.empty()
                        .key("limits.requests-per-second", "1")
                        .key("limits.burst", "2")
                        .key("limits.requests-per-second-per-target", "3")
                        .key("limits.burst-per-target", "4")
                        .key("limits.streams-per-user", "5")
                        .key("limits.streams-per-target", "6")
                        .key("limits.streams", "7")
                        .key("limits.requests-per-user", "8")
                        .variable("OPENCODE_PROXY_LIMITS_REQUESTS_PER_TARGET", "9")
                        .read()
                        .quotas())
                .isEqualTo(new Quotas(new Rate(1, 2), new Rate(3, 4), 5, 6, 7, 8, 9));
    }
}
