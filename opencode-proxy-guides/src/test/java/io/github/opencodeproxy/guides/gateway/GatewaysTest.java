package io.github.opencodeproxy.guides.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/** The gateways of the guide start and do what the guide says. */
class GatewaysTest {

    /** Kept: the logging framework holds its loggers weakly. */
    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    @Test
    void jettyServesThePrefixAndRefusesWhatIsNotAllowed() throws Exception {
        Server server = JettyGateway.gateway(0);
        server.start();
        try {
            servesThePrefixAndRefusesWhatIsNotAllowed(((ServerConnector) server.getConnectors()[0]).getLocalPort());
        } finally {
            server.stop();
        }
    }

    @Test
    void tomcatServesThePrefixAndRefusesWhatIsNotAllowed(@TempDir Path work) throws Exception {
        TOMCAT.setLevel(Level.SEVERE);
        Tomcat tomcat = TomcatGateway.gateway(0);
        tomcat.setBaseDir(work.toString());
        tomcat.start();
        try {
            servesThePrefixAndRefusesWhatIsNotAllowed(tomcat.getConnector().getLocalPort());
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @Test
    void springBootServesThePrefixAndRefusesWhatIsNotAllowed() throws Exception {
        try (var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(SpringGateway.class)
                .resourceLoader(new DefaultResourceLoader(withoutJetty()))
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .properties(Map.of("server.port", "0", "server.address", "127.0.0.1"))
                .run()) {
            int port = context.getWebServer().getPort();

            servesThePrefixAndRefusesWhatIsNotAllowed(port);
            assertThat(get(port, "/elsewhere").headers().firstValue("X-Opencode-Proxy"))
                    .as("the rest of the application is its own")
                    .isEmpty();
        }
    }

    /** Applications have one container: where there are two, Spring Boot sets up the WebSockets of one of them. */
    private static ClassLoader withoutJetty() {
        return new ClassLoader(GatewaysTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (name.startsWith("org.eclipse.jetty.ee10.")) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        };
    }

    private static void servesThePrefixAndRefusesWhatIsNotAllowed(int port) throws IOException, InterruptedException {
        assertThat(get(port, "/opencode/healthz").body()).contains("live");
        assertThat(get(port, "/opencode/api/servers").body()).contains("\"servers\":[]");
        assertThat(get(port, "/opencode/api/proxy/session").body()).contains("\"code\":\"target_denied\"");
        // Reaches us and not a 400 of the container's own.
        assertThat(get(port, "/opencode/api/proxy/a%2Fb%25").body()).contains("\"code\":\"target_denied\"");
        assertThat(upgrade(port, "/opencode/api/proxy/pty"))
                .as("a container without WebSockets would make it a 501")
                .isEqualTo(403);
    }

    /** {@return the status that a WebSocket is refused with} */
    private static int upgrade(int port, String path) {
        CompletionException refusal = catchThrowableOfType(
                CompletionException.class,
                () -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("X-Target-Server", "http://other.example")
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new WebSocket.Listener() {})
                        .join());
        return ((WebSocketHandshakeException) Objects.requireNonNull(refusal.getCause()))
                .getResponse()
                .statusCode();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(Version.HTTP_1_1)
                .header("X-Target-Server", "http://other.example")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
