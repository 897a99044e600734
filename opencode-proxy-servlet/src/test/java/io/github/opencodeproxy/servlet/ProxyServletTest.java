package io.github.opencodeproxy.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a proxy holds threads, and when it does not. */
@Timeout(60)
class ProxyServletTest {

    @Test
    void oneThatIsMadeAndNeverStartedHoldsNoThread() {
        Set<Thread> before = threads();

        ProxyServlet servlet = new ProxyServlet(ProxyOptions.builder().build());

        assertThat(threads()).isSubsetOf(before);
        servlet.destroy();
    }

    @Test
    void oneThatWasNeverStartedMayBeDestroyed() {
        new ProxyServlet().destroy();
    }

    @Test
    void oneWhoseStartFailsHoldsNoThread() {
        ServletHolder holder =
                new ServletHolder(new ProxyServlet(ProxyOptions.builder().build()));
        holder.setInitParameter("opencode.proxy.allow", "*.team.svc.cluster.local");
        ServletHolder configured = new ServletHolder(new ProxyServlet());
        configured.setInitParameter("opencode.proxy.timeouts.dns", "never");
        Set<Thread> before = threads();

        assertThat(catchThrowable(() -> startAndStop(holder))).isNotNull();
        assertThat(catchThrowable(() -> startAndStop(configured))).isNotNull();

        await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameOneServesAfterAStopAndAnotherStart(boolean isClientGiven) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            ProxyOptions.Builder options = ProxyOptions.builder()
                    .policy(Allowlist.builder().allow(upstream.url()).build());
            if (isClientGiven) {
                options.httpClient(new HttpClient());
            }
            Server server = new Server();
            ServerConnector connector = mount(server, new ServletHolder(new ProxyServlet(options.build())));
            Set<Thread> before = threads();
            for (int i = 0; i < 2; i++) {
                server.start();
                try (RawClient client = RawClient.connect(connector.getLocalPort())) {
                    client.send("GET /api/proxy/x HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Opencode-Proxy: 1\r\n"
                            + "X-Target-Server: " + upstream.url() + "\r\n\r\n");
                    assertThat(client.readHead()).isEqualTo(200);
                }
                server.stop();
                await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
            }
        }
    }

    private static void startAndStop(ServletHolder servlet) throws Exception {
        Server server = new Server();
        mount(server, servlet);
        try {
            server.start();
        } finally {
            server.stop();
        }
    }

    private static ServerConnector mount(Server server, ServletHolder servlet) {
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.getServletHandler().setStartWithUnavailable(false);
        servlet.setAsyncSupported(true);
        servlet.setInitOrder(0);
        context.addServlet(servlet, "/*");
        server.setHandler(context);
        return connector;
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread ->
                thread.getName().startsWith("raw-upstream") || thread.getName().startsWith("awaitility"));
        return threads;
    }
}
