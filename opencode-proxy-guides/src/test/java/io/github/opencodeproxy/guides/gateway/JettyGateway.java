package io.github.opencodeproxy.guides.gateway;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.servlet.assets.StaticAssetFilter;
import io.github.opencodeproxy.servlet.identity.Identity;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty, embedded. */
final class JettyGateway {

    private JettyGateway() {}

    // snippet:begin jetty
    static Server gateway(int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(32 * 1024);
        // Session ids and file names have escaped slashes and percent signs.
        http.setUriCompliance(new UriCompliance(
                "opencode-proxy",
                EnumSet.of(
                        Violation.AMBIGUOUS_PATH_SEGMENT,
                        Violation.AMBIGUOUS_EMPTY_SEGMENT,
                        Violation.AMBIGUOUS_PATH_SEPARATOR,
                        Violation.AMBIGUOUS_PATH_PARAMETER,
                        Violation.AMBIGUOUS_PATH_ENCODING,
                        Violation.SUSPICIOUS_PATH_CHARACTERS)));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setPort(port);
        server.addConnector(connector);

        ServletContextHandler context = new ServletContextHandler();
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.getMimeTypes().clear();
        // For OpenCode's terminal.
        JakartaWebSocketServletContainerInitializer.configure(context, null);

        BasePath base = BasePath.of("/opencode");
        // Your login filter comes here: the next one answers by itself.
        FilterHolder ui = new FilterHolder(new StaticAssetFilter(base));
        ui.setAsyncSupported(true);
        context.addFilter(ui, "/*", EnumSet.of(DispatcherType.REQUEST));
        ServletHolder proxy = new ServletHolder(new ProxyServlet(ProxyOptions.builder()
                .basePath(base)
                .policy(Allowlist.builder().allow("*.team.svc.cluster.local").build())
                .identity(Identity.header("x-auth-request-email"))
                .build()));
        proxy.setAsyncSupported(true);
        proxy.setInitOrder(0);
        context.addServlet(proxy, "/*");
        server.setHandler(context);
        return server;
    }
    // snippet:end jetty
}
