package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret given once for what the browser keeps, and used for the one server and by the one user that it is for. */
class CredentialsContractTest {

    private static final String ALICE = "alice@example.com";
    // opencode:s3cret
    private static final String BASIC = "Basic b3BlbmNvZGU6czNjcmV0";

    private static final String COMPACT = BASIC.replace(" ", "");

    private RawUpstream upstream;
    private RawUpstream other;
    private RunningProxy proxy;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.start(CredentialsContractTest::tellAuthorization);
        other = RawUpstream.start(CredentialsContractTest::tellAuthorization);
        proxy = RunningProxy.with(
                options -> options.identity(Identity.header("kubeflow-userid"))
                        .directory(ServerDirectory.of(List.of(
                                provided("open", Credentials.none()),
                                provided("locked", Credentials.basic("o", "p"))))),
                upstream.url(),
                other.url());
    }

    private ProvidedServer provided(String key, Credentials credentials) {
        return new ProvidedServer(
                ServerKey.parse(key),
                new ServerConnection.Http(ServerUrl.parse(upstream.url()), key, credentials),
                ProvidedServer.Source.CONFIG,
                false);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        upstream.close();
        other.close();
    }

    private static void tellAuthorization(Conversation conversation) throws IOException {
        while (conversation.readRequest()) {
            conversation.answer(
                    "application/json",
                    "{\"healthy\":true,\"version\":\"" + conversation.header("authorization") + "|"
                            + conversation.header("x-api-key") + "|" + conversation.header("x-target-credential")
                            + "|" + conversation.target() + "\"}");
        }
    }

    private HttpResponse<String> order(String body, String... headers) throws Exception {
        return proxy.send(proxy.request("/api/credentials", headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String sealed(String url) throws Exception {
        HttpResponse<String> response = order(
                "{\"server\":\"" + url + "\",\"type\":\"basic\",\"username\":\"opencode\",\"password\":\"s3cret\"}",
                "kubeflow-userid",
                ALICE);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body()).get("credential").textValue();
    }

    private HttpResponse<String> ask(String path, String user, String credential, String... more) throws Exception {
        return proxy.send(proxy.request(path, "kubeflow-userid", user, "X-Target-Credential", credential)
                .headers(more.length == 0 ? new String[] {"X-Opencode-Proxy", "1"} : more));
    }

    @Test
    void givesAnOpaqueCredentialForAPassword() throws Exception {
        HttpResponse<String> response = order(
                "{\"server\":\"" + upstream.url()
                        + "\",\"type\":\"basic\",\"username\":\"opencode\",\"password\":\"s3cret\"}",
                "kubeflow-userid",
                ALICE);

        JsonNode body = new ObjectMapper().readTree(response.body());
        assertThat(body.properties()).hasSize(1);
        assertThat(body.get("credential").textValue())
                .matches("[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store, no-transform");
        assertThat(response.headers().firstValue("X-Opencode-Proxy")).isPresent();
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void logsInWithThePasswordThatWasSealed() throws Exception {
        String credential = sealed(upstream.url());

        HttpResponse<String> response =
                ask("/api/proxy/session?a=1&credential=x", ALICE, credential, "X-Target-Server", upstream.url());

        assertThat(response.body()).contains(BASIC + "|||/session?a=1\"");
    }

    @Test
    void logsInWithTheHeaderThatWasSealed() throws Exception {
        HttpResponse<String> response = order(
                "{\"server\":\"" + upstream.url() + "\",\"type\":\"header\",\"name\":\"x-api-key\",\"value\":\"k3y\"}");
        String credential =
                new ObjectMapper().readTree(response.body()).get("credential").textValue();

        HttpResponse<String> answer =
                proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "X-Target-Credential", credential);

        assertThat(answer.body()).contains("\"|k3y||/x");
    }

    @Test
    void takesEverySpellingOfTheSameServer() throws Exception {
        String credential = sealed(" " + upstream.url().replace("http", "HTTP") + "// ");

        HttpResponse<String> response = ask("/api/proxy/x", ALICE, credential, "X-Target-Server", upstream.url() + "/");

        assertThat(response.body()).contains(BASIC);
    }

    @Test
    void opensItForNoOtherServerAndNoOtherUser() throws Exception {
        String credential = sealed(upstream.url());

        assertRefused(
                ask("/api/proxy/x", ALICE, credential, "X-Target-Server", other.url()), 403, "credential_rejected");
        assertRefused(
                ask("/api/proxy/x", ALICE, credential, "X-Target-Server", upstream.url() + "/base"),
                403,
                "credential_rejected");
        assertRefused(
                ask("/api/proxy/x", "bob@example.com", credential, "X-Target-Server", upstream.url()),
                403,
                "credential_rejected");
        assertRefused(
                proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "X-Target-Credential", credential),
                403,
                "credential_rejected");
        assertThat(upstream.heads()).isEmpty();
        assertThat(other.heads()).isEmpty();
    }

    @Test
    void tellsNothingAboutWhyItWasRejected() throws Exception {
        String credential = sealed(upstream.url());
        for (String bad : List.of(
                "x", credential.substring(1), credential + "A", "eyJhbGciOiJub25lIn0.e30.", "a".repeat(6_000))) {
            HttpResponse<String> response = ask("/api/proxy/x", ALICE, bad, "X-Target-Server", upstream.url());

            assertRefused(response, 403, "credential_rejected");
            assertThat(new ObjectMapper().readTree(response.body()).has("reason"))
                    .isFalse();
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void saysFirstThatAServerIsNotAllowed() throws Exception {
        assertRefused(
                ask("/api/proxy/x", ALICE, "bad", "X-Target-Server", "http://10.1.2.3:4096"), 403, "target_denied");
    }

    @Test
    void refusesTwoCredentialsOfWhateverKind() throws Exception {
        String credential = sealed(upstream.url());

        assertRefused(
                ask(
                        "/api/proxy/x",
                        ALICE,
                        credential,
                        "X-Target-Server",
                        upstream.url(),
                        "X-Target-Authorization",
                        "Basic dTpw"),
                400,
                "request_malformed");
        assertRefused(
                ask(
                        "/api/proxy/x",
                        ALICE,
                        credential,
                        "X-Target-Server",
                        upstream.url(),
                        "X-Target-Credential",
                        "another"),
                400,
                "request_malformed");
    }

    @Test
    void isForAProvidedServerOnlyWhereThatHasNoneOfItsOwn() throws Exception {
        String credential = sealed(upstream.url());

        assertThat(ask("/api/servers/open/proxy/x", ALICE, credential).body()).contains(BASIC);
        // Basic o:p
        assertThat(ask("/api/servers/locked/proxy/x", ALICE, "never looked at").body())
                .contains("Basic bzpw");
        assertRefused(ask("/api/servers/open/proxy/x", ALICE, "bad"), 403, "credential_rejected");
    }

    @Test
    void uploadsWithACredentialAndRefusesOneWithABadCredential() throws Exception {
        String credential = sealed(upstream.url());
        HttpRequest.Builder good = proxy.request(
                        "/api/proxy/x",
                        "X-Target-Server",
                        upstream.url(),
                        "kubeflow-userid",
                        ALICE,
                        "X-Target-Credential",
                        credential)
                .POST(HttpRequest.BodyPublishers.ofString("body"));
        assertThat(proxy.send(good).body()).contains(BASIC);

        HttpRequest.Builder bad = proxy.request(
                        "/api/proxy/x", "X-Target-Server", upstream.url(), "X-Target-Credential", credential)
                .POST(HttpRequest.BodyPublishers.ofString("body"));
        assertRefused(proxy.send(bad), 403, "credential_rejected");
    }

    @Test
    void asksEachServerForItsHealthWithItsOwnCredential() throws Exception {
        String first = sealed(upstream.url());
        String second = sealed(other.url());

        HttpResponse<String> response =
                health("""
                {"servers":[{"url":"%s","credential":"%s"},{"url":"%s","credential":"%s"},{"url":"%s"},{"key":"locked"}]}
                """.formatted(other.url(), second, upstream.url(), first, upstream.url()));

        // A version has no spaces.
        List<String> versions = new ObjectMapper().readTree(response.body()).findValuesAsText("version");
        assertThat(versions)
                .containsExactly(
                        COMPACT + "|||/global/health",
                        COMPACT + "|||/global/health",
                        "|||/global/health",
                        "Basicbzpw|||/global/health");
    }

    @Test
    void sendsAHealthCheckNoCredentialOfAnotherServer() throws Exception {
        String first = sealed(upstream.url());

        assertRefused(
                health("{\"servers\":[{\"url\":\"%s\"},{\"url\":\"%s\",\"credential\":\"%s\"}]}"
                        .formatted(upstream.url(), other.url(), first)),
                403,
                "credential_rejected");
        assertRefused(
                health("{\"servers\":[{\"url\":\"%s\",\"credential\":7}]}".formatted(other.url())),
                403,
                "credential_rejected");
        assertThat(other.heads()).isEmpty();
    }

    @Test
    void sharesNoResultWithSomebodyWhoMayNotUseTheCredential() throws Exception {
        String question = "{\"servers\":[{\"url\":\"%s\",\"credential\":\"%s\"}]}"
                .formatted(upstream.url(), sealed(upstream.url()));

        assertThat(health(question).body()).contains("\"healthy\"");
        assertRefused(health(question, "eve@example.com"), 403, "credential_rejected");
        // Nor is the one who may any worse off for it.
        assertThat(health(question).body()).contains("\"healthy\"");
        assertThat(upstream.heads()).hasSize(1);
    }

    private HttpResponse<String> health(String question) throws Exception {
        return health(question, ALICE);
    }

    private HttpResponse<String> health(String question, String user) throws Exception {
        return proxy.send(proxy.request("/api/servers/health", "kubeflow-userid", user)
                .POST(HttpRequest.BodyPublishers.ofString(question)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{;request_malformed",
                "'';request_malformed",
                "[];request_malformed",
                "null;request_malformed",
                "{'server':'http://h','type':'basic','username':'u','password':'s3cret'} s3cret;request_malformed",
                "{'server':'http://h','type':'basic','username':'u','password':'s3cret'}{};request_malformed",
                "{'server':'http://g','server':'http://h','type':'basic','username':'u','password':'s3cret'};request_malformed",
                "{'type':'basic','username':'u','password':'p'};request_malformed",
                "{'server':7,'type':'basic','username':'u','password':'p'};request_malformed",
                "{'server':'http://u:p@h','type':'basic','username':'u','password':'p'};target_invalid",
                "{'server':'ftp://h','type':'basic','username':'u','password':'p'};target_invalid",
                "{'server':'http://h','username':'u','password':'p'};request_malformed",
                "{'server':'http://h','type':'digest','username':'u','password':'p'};request_malformed",
                "{'server':'http://h','type':'basic','password':'p'};request_malformed",
                "{'server':'http://h','type':'basic','username':'u'};request_malformed",
                "{'server':'http://h','type':'basic','username':'u','password':null};request_malformed",
                "{'server':'http://h','type':'basic','username':'a:b','password':'p'};request_malformed",
                "{'server':'http://h','type':'basic','username':'u','password':'s3cret\\n'};request_malformed",
                "{'server':'http://h','type':'header','name':'Host','value':'s3cret'};request_malformed",
                "{'server':'http://h','type':'header','name':'x-api-key','value':'s3cret\\r\\nX: y'};request_malformed",
                "{'server':'http://h','type':'header','name':'x-api-key','value':''};request_malformed",
                "{'server':'http://h','type':'header','name':'X-Webauth-User','value':'admin'};request_malformed",
                "{'server':'http://h','type':'header','name':'remote.user','value':'admin'};request_malformed",
                "{'server':'http://h','type':'header','name':'l5d-dst-override','value':'a'};request_malformed"
            },
            quoteCharacter = '`')
    void saysWhatIsWrongWithAnOrderAndRepeatsNothingOfIt(String order, String code) throws Exception {
        HttpResponse<String> response = order(order.replace('\'', '"'));

        assertRefused(response, 400, code);
        assertThat(response.body()).doesNotContain("s3cret");
    }

    @Test
    void boundsWhatItSeals() throws Exception {
        String basic = "{\"server\":\"http://h\",\"type\":\"basic\",\"username\":\"%s\",\"password\":\"%s\"}";
        assertThat(order(basic.formatted("u".repeat(256), "p".repeat(1024))).statusCode())
                .isEqualTo(200);
        assertRefused(order(basic.formatted("u".repeat(257), "p")), 400, "request_malformed");
        assertRefused(order(basic.formatted("u", "p".repeat(1025))), 400, "request_malformed");
        String header = "{\"server\":\"http://h\",\"type\":\"header\",\"name\":\"x-api-key\",\"value\":\"%s\"}";
        assertThat(order(header.formatted("v".repeat(4096))).statusCode()).isEqualTo(200);
        assertRefused(order(header.formatted("v".repeat(4097))), 400, "request_malformed");
        assertRefused(order(" ".repeat(70_000)), 413, "body_too_large");
    }

    @Test
    void sealsForNoForeignPageAndByPostOnly() throws Exception {
        assertRefused(order("{}", "Origin", "https://evil.example"), 403, "cross_site");
        assertRefused(order("{}", "Sec-Fetch-Site", "same-site"), 403, "cross_site");
        HttpResponse<String> get = proxy.get("/api/credentials");
        assertRefused(get, 405, "method_not_allowed");
        assertThat(get.headers().firstValue("Allow")).hasValue("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "query"})
    void opensAWebSocketWithTheCredential(String way) throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RawUpstream echo = WebSockets.echo();
                RunningProxy tunnels = RunningProxy.with(
                        options -> options.identity(Identity.header("kubeflow-userid")), echo.url(), other.url())) {
            String credential = sealedBy(tunnels, echo.url());
            boolean isQuery = way.equals("query");
            String path = isQuery ? "/pty?cursor=1&credential=" + credential + "&x=2" : "/pty?cursor=1&x=2";
            String field = "kubeflow-userid: " + ALICE + "\r\n"
                    + (isQuery ? "" : "X-Target-Credential: " + credential + "\r\n");

            try (RawClient client = WebSockets.ask(tunnels, echo, path, field)) {
                assertThat(client.readHead()).isEqualTo(101);
            }
            assertThat(echo.heads().get(0))
                    .startsWith("GET /pty?cursor=1&x=2 HTTP/1.1")
                    .contains(BASIC)
                    .doesNotContain(credential);

            try (RawClient client = WebSockets.ask(tunnels, echo, path, field.replace(ALICE, "bob"))) {
                assertThat(client.readHead()).isEqualTo(403);
                assertThat(client.head()).contains("X-Opencode-Proxy-Error: credential_rejected");
            }
            try (RawClient client = WebSockets.ask(tunnels, other, path, field)) {
                assertThat(client.readHead()).isEqualTo(403);
            }
            assertThat(echo.heads()).hasSize(1);
            assertThat(other.heads()).isEmpty();
        }
    }

    private static String sealedBy(RunningProxy tunnels, String url) throws Exception {
        HttpResponse<String> response = tunnels.send(tunnels.request("/api/credentials", "kubeflow-userid", ALICE)
                .POST(HttpRequest.BodyPublishers.ofString("{\"server\":\"" + url
                        + "\",\"type\":\"basic\",\"username\":\"opencode\",\"password\":\"s3cret\"}")));
        return new ObjectMapper().readTree(response.body()).get("credential").textValue();
    }

    @Test
    void readsACredentialInTheQueryOfAWebSocketOnly() throws Exception {
        HttpResponse<String> response = proxy.get("/api/proxy/x?credential=bad", "X-Target-Server", upstream.url());

        assertThat(response.body()).contains("|||/x\"");
    }
}
