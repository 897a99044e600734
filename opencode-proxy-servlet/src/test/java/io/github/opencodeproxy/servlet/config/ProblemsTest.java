package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {

    @Test
    void areToldAllAtOnce() {
        InvalidConfigException refusal = ConfigFixture.empty()
                .variable("PORT", "eighty")
                .key("timeouts.connect", "5 minutes")
                .key("alow", "*.team.svc.cluster.local")
                .refusal();

        assertThat(refusal).hasMessage("""
                3 problems in the configuration:
                  PORT = "eighty": must be a whole number from 0 to 65535. Example: 8888
                  opencode.proxy.timeouts.connect = "5 minutes": must be a duration above zero and up to a year, \
                such as 500ms, 10s, 3m, 1h or PT10S. Example: 5s
                  opencode.proxy.alow = (hidden): there is no such key. Example: opencode.proxy.allow""");
    }

    @Test
    void nameEachWrongRule() {
        assertThat(ConfigFixture.empty()
                        .key("allow", "*, good.team.svc.cluster.local, a..b")
                        .refusal()
                        .problems())
                .extracting(ConfigProblem::value)
                .containsExactly("\"*\"", "\"a..b\"");
    }

    @ParameterizedTest
    @CsvSource({
        "opencode.proxy.timeout.connect, opencode.proxy.timeouts.connect",
        "opencode.proxy.allow.list, opencode.proxy.allow",
        "opencode.proxy.servers.a.pasword, opencode.proxy.servers.local.url",
        "opencode.proxy.servers.My_Box.url, opencode.proxy.servers.local.url",
        "opencode.proxy.servers.a.header., opencode.proxy.servers.local.url",
        "opencode.proxy.servers.a.url.x, opencode.proxy.servers.local.url",
    })
    void pointFromAnUnknownKeyToAKnownOne(String key, String closest) {
        assertThat(ConfigFixture.empty().property(key, "geheim").refusal().problems())
                .containsExactly(ConfigProblem.hidden(key, "there is no such key", closest));
    }

    @Test
    void areNoneForTheKeysOfOthers() {
        assertThat(ConfigFixture.empty()
                        .property("opencode.version", "1")
                        .property("java.home", "/usr")
                        .variable("OPENCODE_SERVER_PASSWORD", "x")
                        .read()
                        .warnings())
                .isEmpty();
    }

    @Test
    void areOnlyWarningsInTheEnvironment() {
        assertThat(ConfigFixture.empty()
                        .variable("OPENCODE_PROXY_PORT", "tcp://10.1.2.3:80")
                        .variable("OPENCODE_PROXY_SERVICE_HOST", "10.1.2.3")
                        .variable("OPENCODE_PROXY_SERVERS_UNDECLARED_URL", "http://a.team.svc.cluster.local")
                        .variable("OPENCODE_PROXY_TIMEOUTS_DNS", "1s")
                        .read()
                        .warnings())
                .containsExactly("Ignored environment variables that are no keys: OPENCODE_PROXY_PORT,"
                        + " OPENCODE_PROXY_SERVERS_UNDECLARED_URL, OPENCODE_PROXY_SERVICE_HOST");
    }

    @Test
    void doNotReflectControlCharacters() {
        assertThat(ConfigFixture.empty()
                        .key("timeouts.dns", "1\u001b[31m\nforged\u2028x")
                        .refusal())
                .hasMessageContaining("\"1?[31m?forged?x\"");
    }

    /** What could be read as nobody must not mean everybody. */
    @ParameterizedTest
    @ValueSource(strings = {"none", ",", "10.1.2.3", "10.1.2.3/8", "10.0.0.0/33", "::/129", "gateway/8"})
    void areFoundInPeersThatAreNoRanges(String peers) {
        assertThat(ConfigFixture.empty().key("trusted-peers", peers).refusal().problems())
                .singleElement()
                .extracting(ConfigProblem::key)
                .isEqualTo("opencode.proxy.trusted-peers");
    }

    @Test
    void areFoundInKeysOfEachKind() {
        assertThat(ConfigFixture.empty()
                        .key("identity-header", "kubeflow userid")
                        .key("trusted-peers", "10.0.0.0/8, somewhere")
                        .key("limits.burst", "0")
                        .key("limits.streams-per-user", "-3")
                        .key("tls.ca-file", "/does/not/exist")
                        .key("management-port", "8888")
                        .key("forwarded", "maybe")
                        .refusal()
                        .problems())
                .extracting(ConfigProblem::key)
                .containsExactlyInAnyOrder(
                        "opencode.proxy.identity-header",
                        "opencode.proxy.trusted-peers",
                        "opencode.proxy.limits.burst",
                        "opencode.proxy.limits.streams-per-user",
                        "opencode.proxy.tls.ca-file",
                        "opencode.proxy.management-port",
                        "opencode.proxy.forwarded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void areFoundInAFileOfCertificates(String content, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), content);

        assertThat(ConfigFixture.empty()
                        .key("tls.ca-file", file.toString())
                        .refusal()
                        .problems())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notebook", "/a/../b", "/a//b", "/a?b", "/%61"})
    void areFoundInTheBasePath(String prefix) {
        assertThat(ConfigFixture.empty().variable("NB_PREFIX", prefix).refusal().problems())
                .singleElement()
                .extracting(ConfigProblem::key)
                .isEqualTo("NB_PREFIX");
    }
}
