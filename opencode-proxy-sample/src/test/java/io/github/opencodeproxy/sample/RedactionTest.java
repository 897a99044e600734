package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No secret gets into anything that operators read: not the log at any level, not the access log, not the metrics, not an
 * answer of ours. The cases of {@code corpora/log-redaction.json}, against one process that logs all there is.
 */
@Timeout(120)
class RedactionTest {

    private static final String SECRET = "CANARY-7f3a9";
    private static final String SECRET_BASE64 = "Q0FOQVJZLTdmM2E5";

    @Test
    void noSecretIsReadByAnOperatorAtAnyLevel(@TempDir Path folder) throws Exception {
        Path everything = Files.writeString(folder.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = ALL
                java.util.logging.ConsoleHandler.formatter = io.github.opencodeproxy.sample.LineFormatter
                .level = ALL
                org.eclipse.jetty.level = ALL
                """);
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: s="
                        + SECRET + "\r\nWWW-Authenticate: Basic realm=" + SECRET
                        + "\r\n\r\nok");
                RawUpstream silent = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.awaitClose();
                })) {
            Process process = SampleProcess.fromClasses(Map.ofEntries(
                    Map.entry("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file=" + everything),
                    Map.entry("OPENCODE_PROXY_ALLOW", upstream.url() + "," + silent.url()),
                    Map.entry("OPENCODE_PROXY_TIMEOUTS_HEADERS", "200ms"),
                    Map.entry("OPENCODE_SERVER_PASSWORD", SECRET),
                    Map.entry("API_KEY", SECRET),
                    Map.entry("OPENCODE_PROXY_SERVERS", "up"),
                    Map.entry("OPENCODE_PROXY_SERVERS_UP_URL", upstream.url()),
                    Map.entry("OPENCODE_PROXY_SERVERS_UP_USERNAME", "u"),
                    Map.entry("OPENCODE_PROXY_SERVERS_UP_PASSWORD", SECRET)));
            List<String> read = new ArrayList<>();
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
                    BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                int port = SampleProcess.readPort(log);
                CompletableFuture<List<String>> lines =
                        CompletableFuture.supplyAsync(() -> log.lines().toList());
                for (String request : requests(upstream, silent)) {
                    read.add(answer(port, request));
                }
                int sent = read.size();
                read.add(metricsOf(port, sent));
                process.toHandle().destroy();
                List<String> logged = lines.join();

                assertThat(logged)
                        .as("the log")
                        .anyMatch(line -> line.contains("\"path\":\"/api/proxy/pty/p/connect\""));
                read.addAll(logged);
                read.addAll(output.lines().toList());
            } finally {
                process.destroyForcibly();
            }
            assertThat(read).noneMatch(text -> text.contains(SECRET) || text.contains(SECRET_BASE64));
            assertThat(read).noneMatch(text -> text.contains("\u001b") || text.contains("\u2028"));
        }
    }

    /** The requests of the corpus, each to a server that answers, to one that does not, and to one that is not allowed. */
    private static List<String> requests(RawUpstream upstream, RawUpstream silent) throws IOException {
        List<String> requests = new ArrayList<>();
        for (JsonNode sample : corpus().path("cases")) {
            JsonNode request = sample.path("request");
            if (request.has("raw")) {
                requests.add(request.path("raw").textValue().replace("\\r\\n", "\r\n"));
            } else if (request.has("headers") || request.has("path") || request.has("body")) {
                requests.add(request(request, upstream.url()));
                requests.add(request(request, silent.url()));
                requests.add(request(request, "http://10.1.2.3:4096"));
            }
        }
        requests.add("GET /api/proxy/x;token=" + SECRET + " HTTP/1.1\r\n" + head(upstream.url()) + "\r\n");
        requests.add("GET /api/proxy/x%3Ftoken=" + SECRET + " HTTP/1.1\r\n" + head(silent.url()) + "\r\n");
        requests.add("GET /api/proxy/x?%zz=" + SECRET + " HTTP/1.1\r\n" + head(upstream.url()) + "\r\n");
        requests.add("GET /api/proxy/x HTTP/1.1\r\n" + head(upstream.url()) + "X-Target-Authorization: Basic "
                + SECRET_BASE64 + "\r\n\r\n");
        requests.add("GET /api/proxy/x HTTP/1.1\r\n" + head(upstream.url()) + "X-Target-Authorization: " + SECRET
                + "\r\nX-Target-Authorization: " + SECRET + "\r\n\r\n");
        requests.add(
                "GET /api/proxy/x HTTP/1.1\r\n" + head("http://a/\u001b[31m${jndi:ldap://" + SECRET + "}") + "\r\n");
        String order = "{\"server\":\"" + upstream.url() + "\",\"type\":\"basic\",\"username\":\"u\",\"password\":\""
                + SECRET + "\"}";
        for (String body : List.of(order, order + order, order.replace("basic", SECRET), order.substring(1))) {
            requests.add("POST /api/credentials HTTP/1.1\r\n" + head(null) + "Content-Length: " + body.length()
                    + "\r\n\r\n" + body);
        }
        requests.add("GET /api/proxy/x?credential=" + SECRET + " HTTP/1.1\r\n" + head(upstream.url())
                + "X-Target-Credential: " + SECRET + "\r\n\r\n");
        requests.addAll(headsThatTheContainerRefuses());
        assertThat(requests).hasSizeGreaterThan(20);
        return requests;
    }

    /** Jetty has warnings of its own for these, which quote them. */
    private static List<String> headsThatTheContainerRefuses() {
        List<String> heads = new ArrayList<>(List.of(
                "CONNECT /api/proxy/x?auth_token=" + SECRET + " HTTP/1.1\r\n" + head(null),
                "CONNECT " + SECRET + ":99999 HTTP/1.1\r\n" + head(null),
                "GET http://h:" + SECRET + "/healthz HTTP/1.1\r\n" + head(null),
                "GET http://[" + SECRET + "/healthz HTTP/1.1\r\n" + head(null),
                "GET /healthz HTTP/1.1\r\nHost: h\r\nHost: " + SECRET + "\r\n",
                "GET /healthz HTTP/1.1\r\n" + head(null) + "X: " + SECRET + "\r\n folded " + SECRET + "\r\n",
                "GET /healthz HTTP/1.1\r\n" + head(null) + "Cookie: a=\"" + SECRET + "\u0001\"; =" + SECRET + "\r\n",
                "GET /healthz HTTP/1.1\r\n" + head(null) + SECRET + "\r\n",
                "POST /api/credentials HTTP/1.1\r\n" + head(null) + "Transfer-Encoding: " + SECRET + "\r\n",
                "POST /api/credentials HTTP/1.1\r\n" + head(null) + "Content-Length: " + SECRET + "\r\n",
                "GET /healthz?" + SECRET + " " + SECRET + "\r\n"));
        for (String host : List.of("h:%s", "%s:99999", "[%s]", "[::1]%s", "%s@h", ":%s", "a b%s", "%s,h")) {
            heads.add("GET /healthz HTTP/1.1\r\nHost: " + host.formatted(SECRET) + "\r\nConnection: close\r\n");
        }
        return heads.stream().map(head -> head + "\r\n").toList();
    }

    private static String request(JsonNode request, String target) {
        String body = request.path("body").asText("");
        String path = request.path("path").asText("/{proxy}/x").replace("/{proxy}", "/api/proxy");
        StringBuilder text = new StringBuilder(request.path("method").asText("GET"))
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\n");
        JsonNode headers = request.path("headers");
        text.append(headers.has("X-Target-Server") ? head(null) : head(target));
        headers.properties()
                .forEach(field -> text.append(field.getKey())
                        .append(": ")
                        .append(field.getValue().textValue())
                        .append("\r\n"));
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text.append("\r\n").append(body).toString();
    }

    private static String head(@Nullable String target) {
        return "Host: 127.0.0.1\r\nConnection: close\r\nX-Opencode-Proxy: 1\r\n"
                + (target == null ? "" : "X-Target-Server: " + target + "\r\n");
    }

    private static String answer(int port, String request) throws IOException {
        try (RawClient client = RawClient.connect(port).send(request)) {
            return client.readToEnd();
        }
    }

    /** After every request has been counted, so that its line is not far. */
    private static String metricsOf(int port, int sent) {
        return await().until(
                        () -> answer(port, "GET /metrics HTTP/1.1\r\n" + head(null) + "\r\n"),
                        text -> text.contains("opencode_proxy_open_requests 0.0") && sent > 0);
    }

    private static JsonNode corpus() throws IOException {
        try (InputStream in = RedactionTest.class.getResourceAsStream("/corpora/log-redaction.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }
}
