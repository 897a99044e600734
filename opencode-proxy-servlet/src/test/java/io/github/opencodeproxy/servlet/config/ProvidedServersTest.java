package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvidedServersTest {

    private static final String BOX_URL = "http://box.team.svc.cluster.local:4096";

    @Test
    void comeFromProperties() {
        assertThat(withoutLocal()
                        .key("servers.my-box.url", BOX_URL)
                        .key("servers.my-box.name", "My box")
                        .key("servers.my-box.username", "me")
                        .key("servers.my-box.password", "geheim")
                        .key("servers.my-box.default", "true")
                        .read()
                        .servers())
                .containsExactly(server("my-box", BOX_URL, "My box", Credentials.basic("me", "geheim"), true));
    }

    @Test
    void comeFromTheEnvironmentWhereTheyAreDeclared() {
        assertThat(withoutLocal()
                        .variable("OPENCODE_PROXY_SERVERS", "my-box, b")
                        .variable("OPENCODE_PROXY_SERVERS_MY_BOX_URL", BOX_URL)
                        .variable("OPENCODE_PROXY_SERVERS_MY_BOX_HEADER_X_API_KEY", "geheim")
                        .variable("OPENCODE_PROXY_SERVERS_B_URL", "https://b.team.svc.cluster.local")
                        .variable("OPENCODE_PROXY_SERVERS_B_DEFAULT", "true")
                        .read()
                        .servers())
                .containsExactly(
                        server("my-box", BOX_URL, "my-box", Credentials.header("x-api-key", "geheim"), false),
                        server("b", "https://b.team.svc.cluster.local", "b", Credentials.none(), true));
    }

    @Test
    void keepApartKeysThatBeginAlike() {
        ProxyConfig config = withoutLocal()
                .variable("OPENCODE_PROXY_SERVERS", "a,a-header-x")
                .variable("OPENCODE_PROXY_SERVERS_A_URL", "http://a.team.svc.cluster.local")
                .variable("OPENCODE_PROXY_SERVERS_A_HEADER_X_URL", "http://x.team.svc.cluster.local")
                .read();

        assertThat(config.warnings()).isEmpty();
        assertThat(config.servers())
                .containsExactly(
                        server("a", "http://a.team.svc.cluster.local", "a", Credentials.none(), false),
                        server(
                                "a-header-x",
                                "http://x.team.svc.cluster.local",
                                "a-header-x",
                                Credentials.none(),
                                false));
    }

    @ParameterizedTest
    @CsvSource({"opencode.proxy.local-url", "API_URL", "opencode.proxy.servers.local.url"})
    void haveThePodsOwnServerUnderSeveralNames(String name) {
        assertThat(ConfigFixture.empty()
                        .property(name, "http://127.0.0.1:5000")
                        .key("servers.local.password", "geheim")
                        .read()
                        .servers())
                .containsExactly(server(
                        "local",
                        "http://127.0.0.1:5000",
                        "This notebook",
                        Credentials.basic("opencode", "geheim"),
                        true));
    }

    @Test
    void preferTheLongNameOfThePodsOwnServer() {
        assertThat(ConfigFixture.empty()
                        .property("API_URL", "http://127.0.0.1:5000")
                        .variable("OPENCODE_PROXY_LOCAL_URL", "http://127.0.0.1:6000")
                        .read()
                        .servers())
                .extracting(server -> server.connection().url().toString())
                .containsExactly("http://127.0.0.1:6000");
    }

    @Test
    void letThePodsOwnServerBeTheDefaultOnlyWhenNoOtherIs() {
        assertThat(ConfigFixture.empty().key("servers.box.url", BOX_URL).read().servers())
                .filteredOn(ProvidedServer::isDefault)
                .extracting(server -> server.key().value())
                .containsExactly("local");
        assertThat(ConfigFixture.empty()
                        .key("servers.box.url", BOX_URL)
                        .key("servers.box.default", "true")
                        .read()
                        .servers())
                .filteredOn(ProvidedServer::isDefault)
                .extracting(server -> server.key().value())
                .containsExactly("box");
        assertThat(ConfigFixture.empty()
                        .key("servers.local.default", "false")
                        .read()
                        .servers())
                .noneMatch(ProvidedServer::isDefault);
    }

    @ParameterizedTest
    @CsvSource({
        "servers.a.name,             box,         servers.a.url,      needs its URL",
        "servers.a.url,              not a url,   servers.a.url,      ''",
        "servers.local.default,      yes,         servers.local.default, true or false",
        "servers.local.username,     me,          servers.local.username, needs its password",
        "servers.local.header.host,  x,           servers.local.header.host, a credential",
        "servers.local.header.x-key, a\u0007b,    servers.local.header.x-key, control characters",
        "servers.local.password,     a\u0007b,    servers.local.password, control characters",
        "servers,                    Box,         servers,            ''",
        "local-url,                  ftp://a,     local-url,          ''",
    })
    void areRefusedWithTheirKey(String key, String value, String refused, String rule) {
        assertThat(ConfigFixture.empty().key(key, value).refusal().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.key()).isEqualTo("opencode.proxy." + refused);
                    assertThat(problem.rule()).contains(rule);
                });
    }

    @Test
    void haveOneDefaultOneUrlAndOneCredential() {
        assertThat(ConfigFixture.empty()
                        .key("local-url", "http://127.0.0.1:5000")
                        .key("servers.local.url", "http://127.0.0.1:6000")
                        .key("servers.local.default", "true")
                        .key("servers.local.password", "geheim")
                        .key("servers.local.header.x-api-key", "geheim")
                        .key("servers.b.url", BOX_URL)
                        .key("servers.b.default", "true")
                        .refusal()
                        .problems())
                .extracting(ConfigProblem::key)
                .containsExactlyInAnyOrder(
                        "opencode.proxy.servers.local.url",
                        "opencode.proxy.servers.b.default",
                        "opencode.proxy.servers.local.password");
    }

    private static ConfigFixture withoutLocal() {
        return ConfigFixture.empty().key("local-url", "none");
    }

    private static ProvidedServer server(
            String key, String url, String name, Credentials credentials, boolean isDefault) {
        return new ProvidedServer(
                ServerKey.parse(key),
                new ServerConnection.Http(ServerUrl.parse(url), name, credentials),
                ProvidedServer.Source.CONFIG,
                isDefault);
    }
}
