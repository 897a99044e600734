package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

    private static final String SECRET = "geheim";

    @Test
    void stayOutOfTheText() {
        ProxyConfig config = ConfigFixture.empty()
                .key("servers.local.password", SECRET)
                .key("servers.a.url", "http://a.team.svc.cluster.local")
                .key("servers.a.header.x-api-key", SECRET)
                .read();

        assertThat(config.toString()).contains("a.team.svc.cluster.local").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "servers.a.password, 'geheim\u0007'",
        "servers.a.header.host, geheim",
        "servers.a.header.x-key, 'geheim\u0007'",
        "servers.a.pasword, geheim",
        "servers.a.url, 'http://me:geheim@a.team.svc.cluster.local'",
        "servers.a.url, 'me:geheim@a.team.svc.cluster.local:4096'",
        "local-url, 'http://127.0.0.1:4096/?auth_token=geheim'",
        "allow, 'http://me:geheim@a.team.svc.cluster.local'",
        "public-origins, 'https://me:geheim@kubeflow.example.com'",
    })
    void stayOutOfProblems(String key, String value) {
        InvalidConfigException refusal = ConfigFixture.empty().key(key, value).refusal();

        assertThat(refusal).hasMessageContaining("opencode.proxy." + key).hasMessageNotContaining(SECRET);
        assertThat(refusal).hasNoCause();
    }

    @Test
    void stayOutOfWarnings() {
        assertThat(ConfigFixture.empty()
                        .variable("OPENCODE_PROXY_SERVERS_A_PASSWORD", SECRET)
                        .read()
                        .warnings())
                .singleElement()
                .asString()
                .contains("OPENCODE_PROXY_SERVERS_A_PASSWORD")
                .doesNotContain(SECRET);
    }
}
