package io.github.opencodeproxy.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.policy.Allowlist;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator is told when the container lacks something: here WebSockets, and permission to be asynchronous. */
class ContainerProbeTest {

    private final HeardLog said = new HeardLog(ContainerProbe.class);
    private final Server server = new Server();

    @BeforeEach
    void startWithoutAsyncSupport() throws Exception {
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(new ProxyServlet(ProxyOptions.builder()
                .policy(Allowlist.builder().allow("http://127.0.0.1:1").build())
                .build()));
        holder.setInitOrder(1);
        holder.setAsyncSupported(false);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        said.close();
        server.stop();
    }

    @Test
    void theStartSaysWhatIsMissing() {
        assertThat(said.lines())
                .singleElement()
                .asString()
                .startsWith("WARNING Proxy on jetty")
                .contains("no WebSockets");
    }

    @Test
    void withoutAsyncSupportEachRequestIsRefusedAndTheLogSaysOnceWhatToDo() throws Exception {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.getURI() + "api/proxy/x"))
                                    .header("X-Target-Server", "http://127.0.0.1:1")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("X-Opencode-Proxy-Error")).hasValue("setup_incomplete");
            assertThat(response.body()).contains("\"reason\":\"async_supported\"");
        }
        assertThat(said.lines())
                .filteredOn(line -> line.startsWith("SEVERE"))
                .singleElement()
                .asString()
                .contains("setAsyncSupported");
    }
}
