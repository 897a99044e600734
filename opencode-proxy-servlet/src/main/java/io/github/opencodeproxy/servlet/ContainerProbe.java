package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Finds out what the container can do, and says what is missing: in one line of the log at the start as far as it can be
 * asked then, else with the first request that needs it. docs/containers.md has the rest, which no servlet can ask.
 */
final class ContainerProbe {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerProbe.class);

    /** Jakarta WebSocket, 7.2.1. */
    private static final String WEBSOCKETS = "jakarta.websocket.server.ServerContainer";

    /** How {@link ServletContext#getServerInfo} begins where the contract tests are run. */
    private static final List<String> KNOWN = List.of("jetty", "Apache Tomcat", "Undertow");

    private final AtomicBoolean isAsyncMissed = new AtomicBoolean();

    /** Logs what can be known before the first request. */
    void report(ServletContext context) {
        String server = context.getServerInfo();
        boolean hasWebSockets = context.getAttribute(WEBSOCKETS) != null;
        boolean isKnown = KNOWN.stream().anyMatch(server::startsWith);
        LOG.atLevel(hasWebSockets && isKnown ? Level.INFO : Level.WARN)
                .log(
                        "Proxy on {}, Servlet {}.{}: {}; {}",
                        server,
                        context.getMajorVersion(),
                        context.getMinorVersion(),
                        hasWebSockets
                                ? "WebSockets work"
                                : "no WebSockets (terminals get a 501), because Jakarta WebSocket is not installed",
                        isKnown
                                ? "broken answers are cut"
                                : "not known to cut broken answers: the contract tests are not run on this container");
    }

    /**
     * Makes a request asynchronous, without which nothing can be forwarded.
     *
     * @throws RequestRefusedException {@code setup_incomplete} when the container was not told to allow it
     */
    AsyncContext startAsync(HttpServletRequest request) throws RequestRefusedException {
        if (!request.isAsyncSupported()) {
            if (isAsyncMissed.compareAndSet(false, true)) {
                LOG.error(
                        "Nothing can be forwarded: set async-supported to true on the proxy servlet and on every filter"
                                + " in front of it (in code: registration.setAsyncSupported(true))");
            }
            throw new RequestRefusedException(ProblemCode.SETUP_INCOMPLETE, "async_supported");
        }
        return request.startAsync();
    }
}
