package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of {@code corpora/origin-csrf.json}: who may make a request on the user's behalf. */
class BrowserProofContractTest {

    private static final String SANDBOX = "http://sandbox-svc.ns.svc.cluster.local:4096";

    static Stream<Arguments> rows() throws IOException {
        try (InputStream in = BrowserProofContractTest.class.getResourceAsStream("/corpora/origin-csrf.json")) {
            JsonNode cases =
                    new ObjectMapper().readTree(Objects.requireNonNull(in)).get("cases");
            // The page itself is the static filter's; here are the routes that start requests.
            return StreamSupport.stream(cases.spliterator(), false)
                    .filter(row -> !row.get("kind").asText().equals("ui"))
                    .map(row ->
                            Arguments.of(row.get("id").asText(), row.get("why").asText(), row));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    void passesOnlyWhatNoForeignPageCanSend(String id, String why, JsonNode row) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.with(
                        options -> options.publicOrigins(Set.of("https://kf.example.com")), upstream.url())) {
            try (RawClient client = RawClient.connect(proxy.port())) {
                int status = client.send(head(row, upstream.url())).readHead();

                switch (row.get("expect").asText()) {
                    case "allow" -> assertThat(status).isEqualTo(200);
                    case "deny" -> assertThat(status).isIn(400, 403);
                    default -> assertThat(status).isIn(200, 403);
                }
                assertThat(upstream.heads()).hasSize(status == 200 ? 1 : 0);
            }
        }
    }

    private static String head(JsonNode row, String server) {
        String path = row.get("path")
                .asText()
                .replace("{P}", RunningProxy.PREFIX)
                .replace("{proxy}", "api/proxy")
                .replace("http%3A%2F%2Fsandbox-svc.ns.svc.cluster.local%3A4096", server.replace(":", "%3A"));
        StringBuilder head = new StringBuilder(row.get("method").asText() + " " + path + " HTTP/1.1\r\n");
        for (Map.Entry<String, JsonNode> header : row.get("headers").properties()) {
            String value = header.getValue().asText().replace(SANDBOX, server);
            head.append(header.getKey()).append(": ").append(value).append("\r\n");
        }
        return head.append("\r\n").toString();
    }
}
