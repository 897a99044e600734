package io.github.opencodeproxy.servlet.assets;

import io.github.opencodeproxy.servlet.BasePath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** A real Jetty with the filter in front of a servlet that says "chain". */
final class StaticServer implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private StaticServer() {}

    static StaticServer start(String prefix) throws Exception {
        return start("/", prefix, StaticServer.class.getClassLoader());
    }

    static StaticServer start(String contextPath, String prefix, ClassLoader loader) throws Exception {
        return start(contextPath, prefix, loader, UriCompliance.DEFAULT);
    }

    /** With {@code UriCompliance.UNSAFE} Jetty hands on what it would refuse itself, as other containers do. */
    static StaticServer start(String contextPath, String prefix, ClassLoader loader, UriCompliance compliance)
            throws Exception {
        StaticServer started = new StaticServer();
        started.connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .setUriCompliance(compliance);
        started.connector.setHost("127.0.0.1");
        started.server.addConnector(started.connector);
        ServletContextHandler context = new ServletContextHandler(contextPath);
        StaticAssetFilter filter = new StaticAssetFilter(BasePath.of(prefix), List.of(loader));
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Chain()), "/*");
        // "/gw" must reach the filter; otherwise Jetty redirects to "/gw/" itself.
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.setAllowNullPathInContext(true);
        started.server.setHandler(context);
        started.server.start();
        return started;
    }

    int port() {
        return connector.getLocalPort();
    }

    RawAnswer get(String target, String... fields) throws IOException {
        return RawAnswer.of(port(), "GET " + target, fields);
    }

    RawAnswer send(String method, String target, String... fields) throws IOException {
        return RawAnswer.of(port(), method + " " + target, fields);
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    private static final class Chain extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print("chain");
        }
    }
}
