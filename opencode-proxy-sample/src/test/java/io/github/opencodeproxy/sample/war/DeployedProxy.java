package io.github.opencodeproxy.sample.war;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.Locale;

/** What a browser sees of the proxy in some container. */
final class DeployedProxy {

    private static final String PROOF = "X-Opencode-Proxy: 1\r\n";

    private final int port;
    private final String contextPath;

    DeployedProxy(int port, String contextPath) {
        this.port = port;
        this.contextPath = contextPath;
    }

    /** A server with a short answer, and a stream that says one event and then nothing. */
    static RawUpstream upstream() throws IOException {
        return RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                if (conversation.target().endsWith("/event")) {
                    conversation.beginEvents();
                    conversation.event("1");
                    conversation.awaitClose();
                    return;
                }
                conversation.answer("application/json", "{\"asked\":\"" + conversation.target() + "\"}");
            }
        });
    }

    void showsItsPage() throws IOException {
        try (RawClient client = request("/", "Accept: text/html\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(client.header("X-Opencode-Proxy")).isPresent();
            assertThat(client.readUntil("</head>")).contains("src=\"./ui/");
        }
        try (RawClient client = request("", "Accept: text/html\r\n")) {
            assertThat(client.readHead()).isBetween(301, 308);
        }
    }

    /** {@return the head of the answer} */
    String carriesRequestsTo(String key) throws IOException {
        try (RawClient client = request("/api/servers/" + key + "/proxy/session?a=%2F")) {
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.head()
                            .lines()
                            .map(line -> line.replaceFirst(":.*", "").toLowerCase(Locale.ROOT)))
                    .doesNotHaveDuplicates()
                    .doesNotContain("x-powered-by", "set-cookie");
            assertThat(client.readUntil("}")).contains("/session?a=%2F");
            return client.head();
        }
    }

    void carriesEventsFrom(String key) throws IOException {
        try (RawClient client = openEvents(key)) {
            assertThat(client.readUntil("data: 1")).isNotEmpty();
        }
    }

    /** Has the name looked up, which takes a thread of the resolver. */
    void asksForTheHealthOfAnUnknownName() throws IOException {
        String question = "{\"servers\":[{\"url\":\"http://nobody.team.svc.cluster.local\"}]}";
        try (RawClient client = RawClient.connect(port)) {
            client.send("POST " + contextPath + "/api/servers/health HTTP/1.1\r\nHost: 127.0.0.1\r\n" + PROOF
                    + "Content-Type: application/json\r\nContent-Length: " + question.length() + "\r\n\r\n" + question);
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.readUntil("]}")).contains("\"reason\":\"dns\"");
        }
    }

    /** {@return a client that has read the head of an event stream} */
    RawClient openEvents(String key) throws IOException {
        RawClient client = request("/api/servers/" + key + "/proxy/event");
        assertThat(client.readHead()).isEqualTo(200);
        return client;
    }

    String get(String path) throws IOException {
        try (RawClient client = request(path, "Connection: close\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
            return client.readToEnd();
        }
    }

    RawClient request(String path) throws IOException {
        return request(path, "");
    }

    private RawClient request(String path, String headers) throws IOException {
        return RawClient.connect(port)
                .send("GET " + contextPath + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + PROOF + headers + "\r\n");
    }
}
