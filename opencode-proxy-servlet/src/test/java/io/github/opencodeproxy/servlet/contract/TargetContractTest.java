package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a request names the server that it wants to reach, and what it is told when it does so badly. */
class TargetContractTest {

    private RawUpstream upstream;
    private RunningProxy proxy;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.start(TargetContractTest::echo);
        ServerConnection.Http connection = new ServerConnection.Http(
                ServerUrl.parse(upstream.url() + "/base"), "Team box", Credentials.basic("opencode", "s3cret"));
        ServerDirectory directory = ServerDirectory.of(List.of(
                new ProvidedServer(ServerKey.parse("team-box"), connection, ProvidedServer.Source.CONFIG, true)));
        proxy = RunningProxy.with(options -> options.directory(directory), upstream.url());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        upstream.close();
    }

    private static void echo(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            conversation.answer("text/plain", conversation.target() + "\n" + conversation.header("authorization"));
        }
    }

    @Test
    void reachesTheServerNamedByHeader() throws Exception {
        HttpResponse<String> response = proxy.get("/api/proxy/session?limit=1", "X-Target-Server", upstream.url());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("/session?limit=1\n");
        assertThat(response.headers().firstValue("X-Opencode-Proxy")).isPresent();
        assertThat(response.headers().firstValue("X-Opencode-Proxy-Error")).isEmpty();
    }

    @Test
    void reachesTheServerNamedByQueryAndTakesTheParameterOut() throws Exception {
        String target = URLEncoder.encode(upstream.url(), StandardCharsets.UTF_8);

        HttpResponse<String> response = proxy.get("/api/proxy/event?a=1&target=" + target + "&b=2");

        assertThat(response.body()).startsWith("/event?a=1&b=2\n");
    }

    @Test
    void reachesTheProvidedServerWithItsOwnCredentialAndBasePath() throws Exception {
        HttpResponse<String> response = proxy.get("/api/servers/team-box/proxy/session");

        // Basic opencode:s3cret
        assertThat(response.body()).isEqualTo("/base/session\nBasic b3BlbmNvZGU6czNjcmV0");
    }

    @Test
    void reachesServersWhenTheGatewayHasStrippedThePrefix() throws Exception {
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send("GET /api/proxy/x HTTP/1.1\r\nHost: h\r\nUser-Agent: t\r\nX-Target-Server: " + upstream.url()
                    + "\r\nConnection: close\r\n\r\n");

            assertThat(client.readHead()).isEqualTo(200);
        }
    }

    @Test
    void carriesTheScriptsCredentialAndNeverItsOwnAuthorization() throws Exception {
        HttpResponse<String> response = proxy.get(
                "/api/proxy/x",
                "X-Target-Server",
                upstream.url(),
                "Authorization",
                "Bearer identity",
                "X-Target-Authorization",
                "Basic dTpw");

        assertThat(response.body()).endsWith("\nBasic dTpw");
        assertThat(upstream.heads()).noneMatch(head -> head.contains("identity"));
    }

    @Test
    void takesTheSameTargetTwiceButNotTwoTargets() throws Exception {
        String same = URLEncoder.encode(upstream.url() + "/", StandardCharsets.UTF_8);

        assertThat(proxy.get("/api/proxy/x?target=" + same, "X-Target-Server", upstream.url())
                        .statusCode())
                .isEqualTo(200);
        assertRefused(
                proxy.get("/api/proxy/x?target=http%3A%2F%2Fother.example", "X-Target-Server", upstream.url()),
                400,
                "target_ambiguous");
        assertRefused(
                proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "X-Target-Server", upstream.url()),
                400,
                "target_ambiguous");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/proxy/x                    |                              | 400 | target_missing",
                "/api/proxy/x                    | ftp://127.0.0.1              | 400 | target_invalid",
                "/api/proxy/x                    | http://u:p@127.0.0.1:4096    | 400 | target_invalid",
                "/api/proxy/x                    | http://a,http://b            | 400 | target_ambiguous",
                "/api/proxy/x                    | http://127.0.0.1:1           | 403 | target_denied",
                "/api/proxy/x                    | http://kubernetes.default    | 403 | target_denied",
                "/api/servers/team-box/proxy/x   | http://127.0.0.1:1           | 400 | target_ambiguous",
                "/api/servers/nobody/proxy/x     |                              | 404 | server_unknown",
                "/api/servers/NOT~A~KEY/proxy/x  |                              | 404 | server_unknown",
                "/api/nothing                    |                              | 404 | not_found",
                "/other                          |                              | 404 | not_found"
            })
    void saysWhatIsWrongWithTheTarget(String path, String target, int status, String code) throws Exception {
        HttpResponse<String> response = target == null ? proxy.get(path) : proxy.get(path, "X-Target-Server", target);

        assertRefused(response, status, code);
        assertThat(upstream.connections()).isZero();
        if (target != null) {
            assertThat(response.body()).doesNotContain(target);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/../admin", "/%2e%2e/admin", "/a/%2e%2e%2fadmin", "/..%5cadmin", "//admin", "/a%00b", "/%zz"})
    void refusesPathsThatCouldLeaveTheServersBasePath(String path) throws Exception {
        try (RawClient client = proxy.raw("GET", "/api/servers/team-box/proxy" + path, "Connection: close\r\n")) {
            assertThat(client.readHead()).isEqualTo(400);
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void keepsPathAndQueryByteForByte() throws Exception {
        try (RawClient client = proxy.raw(
                "GET",
                "/api/servers/team-box/proxy/file/a%2Fb%20c;v=1?path=a%252Fb&x=%5B%5D&empty=&flag",
                "Connection: close\r\n")) {
            client.readHead();
        }
        assertThat(upstream.heads().get(0))
                .startsWith("GET /base/file/a%2Fb%20c;v=1?path=a%252Fb&x=%5B%5D&empty=&flag HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS,204", "TRACE,405", "PROPFIND,501", "CONNECT,405"})
    void answersMethodsThatAreNotForwarded(String method, int status) throws Exception {
        try (RawClient client =
                proxy.raw(method, "/api/proxy/x", "X-Target-Server: " + upstream.url() + "\r\nConnection: close\r\n")) {
            int answered = client.readHead();

            // A container may refuse CONNECT before us; what counts is that nothing is forwarded.
            assertThat(answered).isIn(method.equals("CONNECT") ? List.of(400, 405, 501) : List.of(status));
            assertThat(client.head()).doesNotContainIgnoringCase("access-control-");
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void refusesASecondTargetBesideAProvidedServer() throws Exception {
        assertRefused(proxy.get("/api/servers/team-box/proxy/x?target=http%3A%2F%2Fa"), 400, "target_ambiguous");
    }

    @Test
    void keepsABasePathThatBeginsWithTwoSlashes() throws Exception {
        HttpResponse<String> response = proxy.get("/api/proxy/x", "X-Target-Server", upstream.url() + "//a/b");

        assertThat(response.body()).startsWith("//a/b/x\n");
    }

    @Test
    void recognisesARequestThatComesRoundAgain() throws Exception {
        proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());
        String via = upstream.heads()
                .get(0)
                .lines()
                .filter(line -> line.startsWith("Via: "))
                .findFirst()
                .orElseThrow()
                .substring("Via: ".length());

        assertRefused(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "Via", via), 403, "loop");
    }

    static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("X-Opencode-Proxy-Error")).hasValue(code);
        assertThat(response.headers().firstValue("X-Opencode-Proxy")).isPresent();
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.body()).contains("\"code\":\"" + code + "\"", "\"requestId\":\"");
    }
}
