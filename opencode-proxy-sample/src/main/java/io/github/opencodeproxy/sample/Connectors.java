package io.github.opencodeproxy.sample;

import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** The browser's side of the wire: HTTP/1.1 only, strict about framing, silent about what we run on. */
final class Connectors {

    private static final int REQUEST_HEADER_BYTES = 32 * 1024;
    /** More than the 64 KiB that an upstream may send, because our own headers come on top. */
    private static final int MAX_RESPONSE_HEADER_BYTES = 72 * 1024;

    private static final int ACCEPT_QUEUE = 1024;

    /**
     * Paths that Jetty calls ambiguous reach us as they are: session ids and file names have escaped slashes and percent
     * signs, and what may go through is decided once, where the path is used. What no URL can have stays refused.
     */
    private static final UriCompliance URIS = new UriCompliance(
            "opencode-proxy",
            EnumSet.of(
                    Violation.AMBIGUOUS_PATH_SEGMENT,
                    Violation.AMBIGUOUS_EMPTY_SEGMENT,
                    Violation.AMBIGUOUS_PATH_SEPARATOR,
                    Violation.AMBIGUOUS_PATH_PARAMETER,
                    Violation.AMBIGUOUS_PATH_ENCODING,
                    Violation.SUSPICIOUS_PATH_CHARACTERS));

    private Connectors() {}

    /**
     * Makes the connector.
     *
     * @param address the IP address to listen on; {@code null} for all of them
     * @param port the TCP port, 0 to let the system choose
     * @param keepAlive how long a connection may be idle between two requests. It does not end an answer that waits for
     *     its upstream: Jetty asks the servlet's async state first, and that has no limit of its own
     */
    static ServerConnector http(Server server, @Nullable String address, int port, Duration keepAlive) {
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        ServerConnector connector = new ServerConnector(server, 1, selectors(), http);
        connector.setHost(address);
        connector.setPort(port);
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(keepAlive.toMillis());
        return connector;
    }

    /** A selector's thread also handles what it has read, and there are two legs: together one for each processor. */
    static int selectors() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(REQUEST_HEADER_BYTES);
        http.setMaxResponseHeaderSize(MAX_RESPONSE_HEADER_BYTES);
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setUriCompliance(URIS);
        return http;
    }
}
