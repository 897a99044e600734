package io.github.opencodeproxy.servlet.contract;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.ProxyServlet;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real container with a {@link ProxyServlet} under {@code /notebook/ns/name}, for one test. */
final class RunningProxy implements AutoCloseable {

    static final String PREFIX = "/notebook/ns/name";

    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private final Server server = new Server();
    private final ServerConnector connector;

    private RunningProxy(ProxyOptions options) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        ServletHolder holder = new ServletHolder(new ProxyServlet(options));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
    }

    /** Starts a proxy that may reach the given literals, such as {@code http://127.0.0.1:4096}, and nothing else. */
    static RunningProxy allowing(String... literals) {
        return with(options -> options, literals);
    }

    static RunningProxy with(UnaryOperator<ProxyOptions.Builder> choices, String... literals) {
        ProxyOptions.Builder options = ProxyOptions.builder()
                .basePath(BasePath.of(PREFIX))
                .policy(Allowlist.builder().allow(String.join(",", literals)).build());
        RunningProxy proxy = new RunningProxy(choices.apply(options).build());
        try {
            proxy.server.start();
            return proxy;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** A request of a script: path below the base path, then header names and values in turn. */
    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + PREFIX + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return BROWSER.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request byte for byte; the path is below the base path, the header lines end with CRLF each. */
    RawClient raw(String method, String path, String headerLines) throws IOException {
        return RawClient.connect(port())
                .send(method + " " + PREFIX + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: test\r\n"
                        + headerLines + "\r\n");
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
