package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import io.github.opencodeproxy.servlet.config.ContainerConfig;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.operations.Detected;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy: carries requests under {@code api/proxy/} and {@code api/servers/{key}/proxy/} to the OpenCode server that
 * they name, where policy allows it, and answers {@code api/servers}, {@code api/servers/health} and the probes.
 *
 * <p>Map it to {@code /*} with {@code asyncSupported}, and load it on start-up, so that what is wrong shows then and not with
 * the first request. It accepts paths with the base path and without it, since gateways
 * differ. Safe for use by many threads; no request holds one while it waits.
 */
public final class ProxyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ProxyServlet.class);

    private final transient ContainerProbe container = new ContainerProbe();

    /** What it was made from in code; null where its container configures it. */
    private final transient @Nullable ProxyOptions given;

    private transient @Nullable Engine engine;

    private transient @Nullable Routes routes;

    /** Who hears of requests where nobody can say in code who should; null where somebody can. */
    private transient @Nullable Detected detected;

    /**
     * Makes a proxy that is configured by its container, as {@code web.xml} does: by init-parameters, context-parameters,
     * JNDI, and what the process has. It needs SmallRye Config on the class path.
     */
    public ProxyServlet() {
        given = null;
    }

    /**
     * Makes a proxy. Its own init-parameters are refused: they would have no effect.
     *
     * @param options what it is made from; not null
     */
    public ProxyServlet(ProxyOptions options) {
        given = Objects.requireNonNull(options, "options");
    }

    /**
     * Reads the configuration, unless that was done in code, and starts the client. Not before: a container that fails
     * before it comes here, or never does, does not call {@link #destroy()} either, which alone ends the threads.
     *
     * @throws ServletException when the configuration is wrong; the message has every problem and no secret
     */
    @Override
    public void init() throws ServletException {
        container.report(getServletContext());
        if (given == null) {
            startConfigured();
        } else {
            ContainerConfig.refuse(getServletConfig());
            start(given);
        }
    }

    private void start(ProxyOptions options) {
        Engine started = new Engine(options);
        routes = new Routes(options, container, started);
        engine = started;
    }

    private void startConfigured() throws ServletException {
        ProxyConfig config = ContainerConfig.of(getServletConfig());
        for (String notice : config.notices()) {
            LOG.warn(notice);
        }
        LOG.info(
                "opencode-proxy {} at \"{}/\". {}",
                ProxyVersion.text(),
                getServletContext().getContextPath() + config.basePath(),
                config.summary());
        Detected observers = Detected.open();
        try {
            ProxyOptions options = ProxyOptions.from(config)
                    .listener(observers.listener())
                    .traceContext(observers.traceContext())
                    .build();
            start(options);
            detected = observers;
        } finally {
            if (detected == null) {
                observers.close();
            }
        }
    }

    /**
     * Puts another policy in force while requests are served. What it does not allow ends: a request without an answer is
     * refused, an answer or event stream under way is cut, a WebSocket is closed with 1008. Connections of before are closed
     * as soon as they are idle. A servlet whose configuration is read from a file does this by itself when the file changes,
     * and then replaces the policy that was set here.
     *
     * @param next the policy; not null
     * @throws IllegalStateException when the servlet is not started
     */
    public void replacePolicy(TargetPolicy next) {
        started().replacePolicy(Objects.requireNonNull(next, "next"));
    }

    /**
     * Closes every WebSocket with 1001 (RFC 6455, 7.4.1: going away), and from now on every one that opens; waits 2 seconds at
     * most for the farewells to leave. For a server that first says farewell and then lets the other requests end;
     * {@link #destroy()} does it too, but that comes after them.
     *
     * @throws IllegalStateException when the servlet is not started
     */
    public void closeWebSockets() {
        started().closeWebSockets();
    }

    private Engine started() {
        Engine started = engine;
        if (started == null) {
            throw new IllegalStateException("Not started");
        }
        return started;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Routes started = routes;
        if (started == null) {
            throw new IllegalStateException("Not started");
        }
        started.serve(request, response);
    }

    /** Closes every connection and ends every thread that this proxy has. It may be started again after that. */
    @Override
    public void destroy() {
        try {
            if (engine != null) {
                engine.close();
            }
        } finally {
            engine = null;
            routes = null;
            RecordHandles.release();
            if (detected != null) {
                // The last, because it is told how the requests ended that the client's end has ended.
                detected.close();
                detected = null;
            }
        }
    }
}
