package io.github.opencodeproxy.servlet.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.operations.AccessLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** Code in the documents is code that compiles and runs. */
class SnippetsTest {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path SOURCE =
            MODULE.resolve("src/test/java/io/github/opencodeproxy/servlet/docs/GatewaySnippet.java");
    private static final Path README = MODULE.resolveSibling("README.md");
    private static final Path CONFIGURED = SOURCE.resolveSibling("ConfiguredSnippet.java");
    private static final Path EMBEDDING = MODULE.resolveSibling("docs/embedding.md");
    private static final Path WEB_XML = MODULE.resolveSibling("opencode-proxy-sample/src/main/webapp/WEB-INF/web.xml");

    @Test
    void theReadmeHoldsTheCompiledGateway() throws IOException {
        assertThat(Files.readString(README)).contains("```java\n" + region(SOURCE, "gateway") + "```\n");
    }

    @Test
    void theGuideForOperatorsHoldsTheCompiledOptions() throws IOException {
        Path source = SOURCE.resolveSibling("ObservedGatewaySnippet.java");
        // The last line is the indentation of the mark.
        String code = region(source, "observed").stripTrailing().indent(-4);

        assertThat(Files.readString(MODULE.resolveSibling("docs").resolve("operations.md")))
                .contains("```java\n" + code + "```\n");
    }

    @Test
    void theOptionsServeRequests() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (AccessLog log = AccessLog.to(line -> {})) {
            assertThat(ObservedGatewaySnippet.options(TargetPolicy.denyAll(), log, registry, OpenTelemetry.noop()))
                    .isNotNull();
        }
        assertThat(registry.getMeters()).isNotEmpty();
    }

    @Test
    void theGuideHoldsCompiledCodeAndTheDescriptorOfTheWar() throws IOException {
        String guide = Files.readString(EMBEDDING);
        String descriptor = Files.readString(WEB_XML);

        assertThat(guide)
                .contains("```java\n" + region(CONFIGURED, "configured").stripIndent() + "```\n");
        assertThat(guide)
                .contains("```xml\n"
                        + descriptor.substring(descriptor.indexOf("  <filter>"), descriptor.indexOf("</web-app>"))
                        + "```\n");
    }

    @Test
    void theGatewayRunsInAContainerAndDeniesWhatItDoesNotAllow() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addEventListener(new GatewaySnippet());
        server.setHandler(context);
        server.start();
        try {
            String base = "http://127.0.0.1:" + connector.getLocalPort() + "/notebook/team/box";

            assertThat(get(base + "/healthz", "http://unused").statusCode()).isEqualTo(200);
            assertThat(get(base + "/api/proxy/session", "http://other.example").body())
                    .contains("\"code\":\"target_denied\"");
        } finally {
            server.stop();
        }
    }

    private static HttpResponse<String> get(String url, String target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .version(HttpClient.Version.HTTP_1_1)
                .header("X-Target-Server", target)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String region(Path source, String name) throws IOException {
        String text = Files.readString(source);
        String begin = "// snippet:begin " + name + "\n";
        return text.substring(text.indexOf(begin) + begin.length(), text.indexOf("// snippet:end " + name));
    }
}
