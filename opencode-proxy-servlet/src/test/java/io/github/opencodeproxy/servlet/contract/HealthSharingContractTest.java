package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Many tabs ask how the same servers are. */
class HealthSharingContractTest {

    private static final String WELL =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{\"healthy\":true,\"version\":\"1\"} ";
    private static final String ILL = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";

    private static JsonNode ask(RunningProxy proxy, String... urls) {
        List<String> servers = new ArrayList<>();
        for (String url : urls) {
            servers.add("{\"url\":\"" + url + "\"}");
        }
        String body = "{\"servers\":[" + String.join(",", servers) + "]}";
        try {
            HttpResponse<String> response =
                    proxy.send(proxy.request("/api/servers/health").POST(HttpRequest.BodyPublishers.ofString(body)));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return new ObjectMapper().readTree(response.body()).get("results");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String state(JsonNode results) {
        return results.get(0).path("state").textValue();
    }

    @Test
    void twoTabsThatAskAtOnceShareOneCheck() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        AtomicInteger decided = new AtomicInteger();
        ProxyListener counting = new ProxyListener() {
            @Override
            public void checked(ClientRequest request, ServerUrl server, Decision decision) {
                decided.incrementAndGet();
            }
        };
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        EventStreamContractTest.awaitQuietly(mayAnswer);
                        conversation.write(WELL);
                    }
                });
                RunningProxy proxy = RunningProxy.with(options -> options.listener(counting), upstream.url())) {
            CompletableFuture<JsonNode> first = CompletableFuture.supplyAsync(() -> ask(proxy, upstream.url()));
            CompletableFuture<JsonNode> second = CompletableFuture.supplyAsync(() -> ask(proxy, upstream.url()));
            // Each hears what was decided, and by then both wait for the one check.
            await().until(() -> decided.get() == 2);
            mayAnswer.countDown();

            assertThat(state(first.join())).isEqualTo("healthy");
            assertThat(second.join()).isEqualTo(first.join());
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void aFreshResultIsGivenAgain() throws Exception {
        // As long as the slowest machine takes.
        Duration interval = Duration.ofMinutes(2);
        try (RawUpstream upstream = RawUpstream.answering(WELL);
                RunningProxy proxy = RunningProxy.with(options -> options.healthInterval(interval), upstream.url())) {
            JsonNode first = ask(proxy, upstream.url(), upstream.url());
            assertThat(ask(proxy, upstream.url()).get(0))
                    .isEqualTo(first.get(0))
                    .isEqualTo(first.get(1));
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void aHealthyServerTurnsRedWithItsSecondMiss() throws Exception {
        AtomicReference<String> says = new AtomicReference<>(WELL);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.write(says.get());
                    }
                });
                RunningProxy proxy =
                        RunningProxy.with(options -> options.healthInterval(Duration.ofMillis(100)), upstream.url())) {
            assertThat(state(ask(proxy, upstream.url()))).isEqualTo("healthy");
            says.set(ILL);
            List<String> missed = new ArrayList<>();
            await().until(() -> {
                JsonNode result = ask(proxy, upstream.url()).get(0);
                if (result.has("missed")) {
                    assertThat(result.path("state").textValue()).isEqualTo("healthy");
                    assertThat(result.path("version").textValue()).isEqualTo("1");
                    missed.add(result.path("missed").textValue());
                }
                return result.path("state").textValue().equals("unhealthy");
            });
            assertThat(missed).isNotEmpty().containsOnly("upstream_error");
            assertThat(upstream.heads()).hasSizeGreaterThanOrEqualTo(3);

            says.set(WELL);
            await().until(() -> state(ask(proxy, upstream.url())).equals("healthy"));
        }
    }

    @Test
    void whatANewPolicySaysIsToldAtOnce() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(WELL);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertThat(state(ask(proxy, upstream.url()))).isEqualTo("healthy");
            proxy.nowAllows("none");
            assertThat(ask(proxy, upstream.url()).get(0).path("reason").textValue())
                    .isEqualTo("denied");
            proxy.nowAllows(upstream.url());
            assertThat(state(ask(proxy, upstream.url()))).isEqualTo("healthy");
        }
    }

    private static RawUpstream answering(String status, String type, String body) throws IOException {
        return RawUpstream.answering("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    /** A server of the newer dialect knows no {@code /global/health}. */
    private static RawUpstream newer() throws IOException {
        return RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                boolean isKnown = conversation.target().equals("/api/health");
                conversation.answer(
                        isKnown ? "application/json" : "text/html", isKnown ? "{\"healthy\":true}" : "<html>");
            }
        });
    }

    private static String nobody() throws IOException {
        try (RawUpstream gone = RawUpstream.answering("")) {
            return gone.url();
        }
    }

    @Test
    void eachReasonIsToldFromTheOthers() throws Exception {
        String nobody = nobody();
        String unknown = "http://gone.ns:4096";
        try (RawUpstream html = answering("200 OK", "text/html", "<html>");
                RawUpstream wrong = answering("200 OK", "application/json", "{\"ok\":true}");
                RawUpstream locked = answering("401 No", "text/plain", "");
                RawUpstream failing = answering("502 No", "text/html", "<html>");
                RawUpstream plain = RawUpstream.start(conversation -> {
                    conversation.readSome();
                    conversation.write("HTTP/1.1 400 No\r\n\r\n");
                    // Closed at once it may look like a reset before it is read.
                    conversation.awaitClose();
                });
                RawUpstream newer = newer()) {
            String secure = plain.url().replace("http:", "https:");
            String[] asked = {
                html.url(),
                wrong.url(),
                locked.url(),
                failing.url(),
                secure,
                nobody,
                unknown,
                "http://169.254.169.254",
                newer.url()
            };
            try (RunningProxy proxy = RunningProxy.with(
                    options -> options.resolver(host -> CompletableFuture.failedFuture(new UnknownHostException(host))),
                    html.url(),
                    wrong.url(),
                    locked.url(),
                    failing.url(),
                    secure,
                    nobody,
                    unknown,
                    newer.url())) {
                JsonNode results = ask(proxy, asked);
                assertThat(results.findValuesAsText("reason"))
                        .containsExactly(
                                "not_opencode",
                                "not_opencode",
                                "auth_required",
                                "upstream_error",
                                "tls",
                                "refused",
                                "dns",
                                "denied");
                assertThat(results.findValuesAsText("message")).hasSize(8).allMatch(message -> message.endsWith("."));
                assertThat(results.get(8).path("state").textValue()).isEqualTo("healthy");
            }
        }
    }
}
