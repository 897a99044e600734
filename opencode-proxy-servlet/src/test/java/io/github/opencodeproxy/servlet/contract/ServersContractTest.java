package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.Discovery;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of provided servers, the health of all of them, and the probes. */
class ServersContractTest {

    private static final String HEALTHY =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n{\"healthy\":true,\"version\":\"1.18.33\"} ";

    private static ServerDirectory directory(String url) {
        ServerConnection.Http connection =
                new ServerConnection.Http(ServerUrl.parse(url), "Team box", Credentials.basic("opencode", "s3cret"));
        return ServerDirectory.of(List.of(
                new ProvidedServer(ServerKey.parse("team-box"), connection, ProvidedServer.Source.CONFIG, true)));
    }

    @Test
    void listsProvidedServersWithoutTheirSecrets() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(options -> options.directory(directory("http://127.0.0.1:4096")))) {
            HttpResponse<String> response = proxy.get("/api/servers");

            assertThat(response.body())
                    .isEqualTo(
                            "{\"servers\":[{\"key\":\"team-box\",\"name\":\"Team box\",\"url\":\"http://127.0.0.1:4096\","
                                    + "\"source\":\"config\",\"locked\":true,\"default\":true}]}");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store, no-transform");
        }
    }

    @Test
    void listsWhatIsFoundWithItsStateAndWhatCannotBeFound() throws Exception {
        ServerDirectory found = new ServerDirectory() {
            @Override
            public List<ProvidedServer> servers() {
                ServerConnection.Http asleep = new ServerConnection.Http(
                        ServerUrl.parse("http://pool-x.team.svc.cluster.local:4096"), "mine", Credentials.none());
                return List.of(ProvidedServer.discovered(
                        ServerKey.parse("mine"),
                        asleep,
                        new Discovery(
                                "sandbox",
                                Discovery.State.SUSPENDED,
                                "mine",
                                "opencode",
                                Instant.parse("2026-11-01T12:00:00Z"))));
            }

            @Override
            public List<DirectoryProblem> problems() {
                return List.of(
                        new DirectoryProblem("services", DirectoryProblem.Reason.NOT_INSTALLED, "There are none."));
            }
        };
        try (RunningProxy proxy = RunningProxy.with(
                options -> options.directory(directory("http://127.0.0.1:4096")).discovery(found))) {
            JsonNode body =
                    new ObjectMapper().readTree(proxy.get("/api/servers").body());

            assertThat(body.get("servers")).hasSize(2);
            assertThat(body.get("servers").get(1)).isEqualTo(new ObjectMapper().readTree("""
                    {"key":"mine","name":"mine","url":"http://pool-x.team.svc.cluster.local:4096","source":"discovered",
                    "locked":true,"default":false,"kind":"sandbox","state":"suspended","claim":"mine",
                    "template":"opencode","created":"2026-11-01T12:00:00Z"}
                    """));
            assertThat(body.get("problems")).isEqualTo(new ObjectMapper().readTree("""
                    [{"source":"services","reason":"not_installed","message":"There are none."}]
                    """));
        }
    }

    @Test
    void tellsTheHealthOfEachServerInTheOrderAsked() throws Exception {
        try (RawUpstream healthy = RawUpstream.answering(HEALTHY);
                RawUpstream html = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
                RawUpstream locked = RawUpstream.answering("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.with(
                        options -> options.directory(directory(healthy.url())), html.url(), locked.url())) {
            JsonNode results = health(proxy, """
                    {"servers":[{"url":"%s"},{"key":"team-box"},{"url":"%s"},{"url":"http://127.0.0.1:1"},{"key":"gone"}]}
                    """.formatted(html.url(), locked.url()));

            assertThat(results.findValuesAsText("state"))
                    .containsExactly("unhealthy", "healthy", "unhealthy", "unhealthy", "unknown");
            assertThat(results.findValuesAsText("reason")).containsExactly("not_opencode", "auth_required", "denied");
            assertThat(results.get(1).get("key").asText()).isEqualTo("team-box");
            assertThat(results.get(1).get("version").asText()).isEqualTo("1.18.33");
            assertThat(results.get(1).get("latencyMs").isIntegralNumber()).isTrue();
            assertThat(healthy.heads().get(0)).startsWith("GET /global/health").contains("Basic b3BlbmNvZGU6czNjcmV0");
        }
    }

    @Test
    void usesTheCarriedCredentialForServersNamedByUrl() throws Exception {
        try (RawUpstream locked = RawUpstream.answering("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(locked.url())) {
            JsonNode results = health(
                    proxy,
                    "{\"servers\":[{\"url\":\"" + locked.url() + "\"}]}",
                    "X-Target-Authorization",
                    "Basic dTpw");

            assertThat(results.findValuesAsText("reason")).containsExactly("auth_rejected");
            assertThat(locked.heads().get(0)).contains("Authorization: Basic dTpw");
        }
    }

    private static JsonNode health(RunningProxy proxy, String body, String... headers) throws Exception {
        HttpResponse<String> response = proxy.send(
                proxy.request("/api/servers/health", headers).POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body()).get("results");
    }

    @Test
    void saysWhatIsWrongWithTheQuestion() throws Exception {
        try (RunningProxy proxy = RunningProxy.allowing()) {
            assertRefused(ask(proxy, "{"), 400, "request_malformed");
            assertRefused(ask(proxy, "{\"servers\":7}"), 400, "request_malformed");
            assertRefused(ask(proxy, "{\"servers\":[]} x"), 400, "request_malformed");
            assertRefused(ask(proxy, "{\"servers\":[]}{}"), 400, "request_malformed");
            assertRefused(ask(proxy, "{\"servers\":[],\"servers\":[]}"), 400, "request_malformed");
            assertRefused(
                    ask(proxy, "{\"servers\":[{\"url\":\"http://a\",\"url\":\"http://b\"}]}"),
                    400,
                    "request_malformed");
            assertRefused(ask(proxy, "{\"servers\":[{\"url\":\"http://u:p@h\"}]}"), 400, "target_invalid");
            assertRefused(ask(proxy, " ".repeat(70_000)), 413, "body_too_large");
            assertRefused(proxy.get("/api/servers/health"), 405, "method_not_allowed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Target-Authorization, Basic dTpw, x-target-authorization",
        "X-Target-Credential, sealed, x-target-credential"
    })
    void sendsACredentialToOneServerOnly(String field, String value, String reason) throws Exception {
        try (RunningProxy proxy = RunningProxy.allowing()) {
            HttpRequest.Builder two = proxy.request("/api/servers/health", field, value)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"servers\":[{\"url\":\"http://a\"},{\"url\":\"http://b\"}]}"));
            HttpResponse<String> refused = proxy.send(two);
            assertRefused(refused, 400, "request_malformed");
            assertThat(refused.body()).contains("\"reason\":\"" + reason + "\"");
        }
    }

    private static HttpResponse<String> ask(RunningProxy proxy, String body) throws Exception {
        return proxy.send(proxy.request("/api/servers/health").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void foreignPagesGetNeitherListNorHealth() throws Exception {
        try (RunningProxy proxy = RunningProxy.allowing()) {
            assertRefused(proxy.get("/api/servers", "Sec-Fetch-Site", "cross-site"), 403, "cross_site");
            assertRefused(
                    proxy.send(proxy.request("/api/servers/health", "Origin", "https://evil.example")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))),
                    403,
                    "cross_site");
        }
    }

    @Test
    void theProbesNeedNoProofAndNoServer() throws Exception {
        try (RunningProxy proxy = RunningProxy.allowing()) {
            assertThat(proxy.get("/healthz", "Sec-Fetch-Site", "cross-site").statusCode())
                    .isEqualTo(200);
            assertThat(proxy.get("/readyz").body()).isEqualTo("{\"status\":\"ready\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void theProbesAreReadAndNothingElse(String probe) throws Exception {
        try (RunningProxy proxy = RunningProxy.allowing()) {
            HttpResponse<String> head =
                    proxy.send(proxy.request(probe).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(200);
            for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
                HttpResponse<String> refused =
                        proxy.send(proxy.request(probe).method(method, HttpRequest.BodyPublishers.ofString("x")));

                assertRefused(refused, 405, "method_not_allowed");
                assertThat(refused.headers().firstValue("Allow")).hasValue("GET");
            }
        }
    }
}
