package io.github.opencodeproxy.sample.street;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a culler is told while a real agent works. */
class ActivityIT {

    private static final String PREFIX = "/notebook/team/alice";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRealAgentIsSeenAtWorkWithAndWithoutATab() throws Exception {
        try (Sandbox sandbox = Sandbox.start(50);
                SampleServer sample = start(sandbox)) {
            String session = JSON.readTree(post(sample, "/session", "{}").body())
                    .get("id")
                    .asText();
            assertThat(isBusy(sample)).isFalse();

            prompt(sample, session, "Hello without a tab");
            await("work without a tab").atMost(PATIENCE).until(() -> isBusy(sample));
            await("the end of it").atMost(PATIENCE).until(() -> !isBusy(sample));
            assertThat(running(sample)).doesNotContain(session);

            try (InputStream tab = listen(sample)) {
                assertThat(tab.read()).isNotNegative();
                prompt(sample, session, "Hello with a tab");
                await("work with a tab").atMost(PATIENCE).until(() -> isBusy(sample));
                await("the end of it").atMost(PATIENCE).until(() -> !isBusy(sample));
                assertThat(running(sample)).doesNotContain(session);

                prompt(sample, session, "[question]");
                await("a question").atMost(PATIENCE).until(() -> isAsked(sample));
                await("idle").atMost(PATIENCE).until(() -> !isBusy(sample));
                assertThat(running(sample)).contains(session);
            }
        }
    }

    private static SampleServer start(Sandbox sandbox) throws Exception {
        return SampleServer.start(ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT",
                        "0",
                        "NB_PREFIX",
                        PREFIX,
                        "opencode.proxy.local-url",
                        "none",
                        "opencode.proxy.servers.box.url",
                        sandbox.url()),
                Map.of())));
    }

    private static HttpRequest.Builder request(SampleServer sample, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sample.port() + PREFIX + path))
                .header("X-Opencode-Proxy", "1")
                .header("Content-Type", "application/json");
    }

    private HttpResponse<String> post(SampleServer sample, String path, String body) throws Exception {
        HttpResponse<String> answer = client.send(
                request(sample, "/api/servers/box/proxy" + path)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer;
    }

    private void prompt(SampleServer sample, String session, String text) throws Exception {
        post(
                sample,
                "/session/" + session + "/prompt_async",
                "{\"parts\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}");
    }

    private InputStream listen(SampleServer sample) throws Exception {
        return client.send(
                        request(sample, "/api/servers/box/proxy/global/event").build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    private JsonNode get(SampleServer sample, String path) throws Exception {
        return JSON.readTree(client.send(request(sample, path).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private boolean isBusy(SampleServer sample) throws Exception {
        return get(sample, "/api/kernels")
                .get(0)
                .get("execution_state")
                .asText()
                .equals("busy");
    }

    private boolean isAsked(SampleServer sample) throws Exception {
        return !get(sample, "/api/servers/box/proxy/question").isEmpty();
    }

    /** What the server itself says. */
    private String running(SampleServer sample) throws Exception {
        return get(sample, "/api/servers/box/proxy/session/status").toString();
    }
}
