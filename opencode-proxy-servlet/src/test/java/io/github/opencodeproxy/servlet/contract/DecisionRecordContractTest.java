package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.operations.AccessLog;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R91: one record for each decision, of who asked for what, what was decided by which rule, and which address was dialled. */
class DecisionRecordContractTest {

    private static final String HEALTH = "/api/servers/health";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AccessLog log = AccessLog.to(lines::add);

    @AfterEach
    void close() {
        log.close();
    }

    private RunningProxy proxy(String... literals) {
        return RunningProxy.with(options -> options.listener(log), literals);
    }

    private JsonNode line(int index) throws IOException {
        await().until(() -> lines.size() > index);
        return new ObjectMapper().readTree(lines.get(index));
    }

    private static RawUpstream answering() throws IOException {
        return RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                conversation.answer("application/json", "{\"healthy\":true,\"version\":\"1\"}");
            }
        });
    }

    @Test
    void namesTheRuleThatAllowedAndTheAddressThatAnswered() throws Exception {
        try (RawUpstream upstream = answering();
                RunningProxy proxy = RunningProxy.with(
                        options -> options.listener(log).identity(request -> new User("ada@example.com")),
                        upstream.url())) {
            proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());
            JsonNode line = line(0);
            assertThat(line.path("verdict").textValue()).isEqualTo("allow");
            assertThat(line.path("rule").textValue()).isEqualTo(upstream.url());
            assertThat(line.path("address").textValue()).isEqualTo("127.0.0.1");
            assertThat(line.path("user").textValue()).matches("[0-9a-f]{16}");
            assertThat(lines.get(0)).doesNotContain("ada");
        }
    }

    @Test
    void namesTheRuleThatRefusedAndNoAddress() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(options -> options.listener(log)
                .policy(Allowlist.builder().allow("*.svc.cluster.local").build()))) {
            proxy.get("/api/proxy/x", "X-Target-Server", "http://ui.kubeflow.svc.cluster.local");
            JsonNode line = line(0);
            assertThat(line.path("verdict").textValue()).isEqualTo("deny");
            assertThat(line.path("reason").textValue()).isEqualTo("control_plane");
            assertThat(line.path("rule").textValue()).isEqualTo("namespace kubeflow");
            assertThat(line.path("target").textValue()).isEqualTo("http://ui.kubeflow.svc.cluster.local");
            assertThat(line.has("address")).isFalse();
        }
    }

    @Test
    void namesWhatElseRefused() throws Exception {
        try (RawUpstream upstream = answering();
                RunningProxy proxy = proxy(upstream.url())) {
            proxy.get("/api/proxy/x", "X-Target-Server", upstream.url(), "Sec-Fetch-Site", "cross-site");
            JsonNode line = line(0);
            assertThat(line.path("verdict").textValue()).isEqualTo("deny");
            assertThat(line.path("code").textValue()).isEqualTo("cross_site");
            assertThat(line.has("rule")).isFalse();
        }
    }

    @Test
    void saysThatAnAllowedNameHasNoAddress() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(options -> options.listener(log)
                .policy(Allowlist.builder().allow("*.ns").build())
                .resolver(host -> CompletableFuture.failedFuture(new UnknownHostException(host))))) {
            proxy.get("/api/proxy/x", "X-Target-Server", "http://gone.ns");
            JsonNode line = line(0);
            assertThat(line.path("verdict").textValue()).isEqualTo("unresolved");
            assertThat(line.path("rule").textValue()).isEqualTo("*.ns");
            assertThat(line.path("status").intValue()).isEqualTo(502);
        }
    }

    @Test
    void namesTheAddressThatWasDialledInVain() throws Exception {
        String closed;
        try (RawUpstream upstream = answering()) {
            closed = upstream.url();
        }
        try (RunningProxy proxy = proxy(closed)) {
            proxy.get("/api/proxy/x", "X-Target-Server", closed);
            JsonNode line = line(0);
            assertThat(line.path("verdict").textValue()).isEqualTo("allow");
            assertThat(line.path("address").textValue()).isEqualTo("127.0.0.1");
            assertThat(line.path("code").textValue()).isEqualTo("upstream_refused");
        }
    }

    @Test
    void namesTheOneOfSeveralAddressesThatAnswered() throws Exception {
        try (RawUpstream upstream = answering()) {
            // Nobody listens on the first.
            List<InetAddress> two = List.of(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            UnaryOperator<String> named = text -> text.replace("127.0.0.1", "localhost");
            try (RunningProxy proxy = RunningProxy.with(options -> options.listener(log)
                    .policy(target -> Policies.anyAddress("test"))
                    .resolver(host -> CompletableFuture.completedFuture(two)))) {
                assertThat(proxy.get("/api/proxy/x", "X-Target-Server", named.apply(upstream.url()))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(line(0).path("address").textValue()).isEqualTo("127.0.0.1");
            }
        }
    }

    @Test
    void tellsAStreamThatANewPolicyEnded() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    conversation.awaitClose();
                });
                RunningProxy proxy = proxy(upstream.url());
                RawClient browser =
                        proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
            browser.readHead();
            browser.readUntil("data: first\n\n");
            proxy.nowAllows();
            JsonNode line = line(0);
            assertThat(line.path("kind").textValue()).isEqualTo("event_stream");
            assertThat(line.path("status").intValue()).isEqualTo(200);
            assertThat(line.path("end").textValue()).isEqualTo("denied");
            assertThat(line.path("verdict").textValue()).isEqualTo("deny");
            assertThat(line.path("reason").textValue()).isEqualTo("ip_literal");
            assertThat(line.path("address").textValue()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void tellsATunnel() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = proxy(upstream.url());
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(101);
            client.webSocket().close(1000, "");
            JsonNode line = line(0);
            assertThat(line.path("kind").textValue()).isEqualTo("websocket");
            assertThat(line.path("verdict").textValue()).isEqualTo("allow");
            assertThat(line.path("address").textValue()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void tellsEachServerThatAHealthRequestAsksFor() throws Exception {
        try (RawUpstream upstream = answering();
                RunningProxy proxy = proxy(upstream.url())) {
            String body = "{\"servers\":[{\"url\":\"" + upstream.url() + "\"},{\"url\":\"http://169.254.169.254\"}]}";
            proxy.send(proxy.request(HEALTH).POST(HttpRequest.BodyPublishers.ofString(body)));
            JsonNode allowed = line(0);
            JsonNode denied = line(1);
            JsonNode request = line(2);
            assertThat(allowed.path("kind").textValue()).isEqualTo("health_check");
            assertThat(allowed.path("verdict").textValue()).isEqualTo("allow");
            assertThat(allowed.path("target").textValue()).isEqualTo(upstream.url());
            assertThat(denied.path("verdict").textValue()).isEqualTo("deny");
            assertThat(denied.path("reason").textValue()).isEqualTo("ip_literal");
            assertThat(denied.path("target").textValue()).isEqualTo("http://169.254.169.254");
            assertThat(request.path("kind").textValue()).isEqualTo("own");
            assertThat(List.of(allowed.path("id"), denied.path("id"))).containsOnly(request.path("id"));
        }
    }
}
