package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.health.HealthCheck;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import io.github.opencodeproxy.servlet.config.ContainerConfig;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.exchange.BrowserGuard;
import io.github.opencodeproxy.servlet.exchange.Exchange;
import io.github.opencodeproxy.servlet.exchange.Heads;
import io.github.opencodeproxy.servlet.exchange.Limits;
import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.exchange.Timeouts;
import io.github.opencodeproxy.servlet.exchange.Truncation;
import io.github.opencodeproxy.servlet.exchange.UpstreamClient;
import io.github.opencodeproxy.servlet.operations.Detected;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.request.TargetSelector;
import io.github.opencodeproxy.servlet.servers.HealthReport;
import io.github.opencodeproxy.servlet.servers.JettyDelay;
import io.github.opencodeproxy.servlet.servers.JettyHealthProbe;
import io.github.opencodeproxy.servlet.servers.ServerList;
import io.github.opencodeproxy.servlet.tunnel.TunnelDoor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy: carries requests under {@code api/proxy/} and {@code api/servers/{key}/proxy/} to the OpenCode server that
 * they name, where policy allows it, and answers {@code api/servers}, {@code api/servers/health} and the probes.
 *
 * <p>Map it to {@code /*} with {@code asyncSupported}. It accepts paths with the base path and without it, since gateways
 * differ. Safe for use by many threads; no request holds one while it waits.
 */
public final class ProxyServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ProxyServlet.class);

    private static final List<String> FORWARDED = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String SERVERS = "/api/servers";
    private static final String HEALTH = "/api/servers/health";

    private final transient @Nullable ProxyOptions given;
    private transient ProxyOptions options;
    private final transient Answer answer = new Answer(ProxyVersion.text());
    private transient Heads heads;
    private final transient Probes probes = new Probes(answer);
    private final transient TunnelDoor tunnel = TunnelDoor.closed();
    /** Who hears of requests where nobody can say in code who should; null where somebody can. */
    private transient @Nullable Detected detected;

    private transient BrowserGuard guard;
    private transient Limits limits;
    private transient UpstreamClient client;
    private transient Rooms rooms;
    private transient ServerList list;
    private transient HealthReport health;

    /**
     * Makes a proxy that is configured by its container, as {@code web.xml} does: by init-parameters, context-parameters,
     * JNDI, and what the process has. It needs SmallRye Config on the class path.
     */
    @SuppressWarnings("NullAway.Init") // A container calls init() before anything else (Servlet 6.0, 2.3.2).
    public ProxyServlet() {
        given = null;
    }

    /**
     * Makes a proxy and starts its client. Its own init-parameters are refused: they would have no effect.
     *
     * @param options what it is made from; not null
     */
    public ProxyServlet(ProxyOptions options) {
        given = options;
        start(options);
    }

    /**
     * Reads the configuration and starts the client, unless that was done in code.
     *
     * @throws ServletException when the configuration is wrong; the message has every problem and no secret
     */
    @Override
    public void init() throws ServletException {
        if (given != null) {
            ContainerConfig.refuse(getServletConfig());
            return;
        }
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
        detected = observers;
        start(ProxyOptions.from(config)
                .listener(observers.listener())
                .traceContext(observers.traceContext())
                .build());
    }

    private void start(ProxyOptions options) {
        this.options = options;
        guard = new BrowserGuard(options.publicOrigins);
        heads = new Heads(options.traceContext);
        limits = new Limits(options.maxBodyBytes);
        client = new UpstreamClient(options.httpClient, options.connectTimeout, options.idleStreamTimeout);
        TargetGate gate = new TargetGate(options.policy, options.resolver);
        Timeouts timeouts = new Timeouts(client.scheduler(), options.tlsTimeout, options.headersTimeout);
        rooms = new Rooms(gate, limits, client, answer, timeouts, options.heartbeatInterval, heads);
        list = new ServerList(options.directory, answer);
        HealthCheck check = new HealthCheck(
                gate,
                new JettyHealthProbe(client),
                new JettyDelay(client.scheduler()),
                Clock.systemUTC(),
                System::nanoTime);
        health = new HealthReport(options.directory, check, answer);
    }

    @Override
    protected void service(HttpServletRequest servletRequest, HttpServletResponse response) throws IOException {
        Truncation.throwIfCut(servletRequest);
        String path = options.basePath.strip(servletRequest.getRequestURI(), servletRequest.getContextPath());
        if (probes.answers(path, response)) {
            return;
        }
        String publicBase = servletRequest.getContextPath() + options.basePath.value();
        String id = ClientRequest.newId();
        try {
            ClientRequest request = ClientRequest.from(id, servletRequest, path, publicBase);
            serve(request, servletRequest, response);
        } catch (RequestRefusedException e) {
            answer.problem(response, id, e.code(), e.reason());
        }
    }

    private void serve(ClientRequest request, HttpServletRequest servletRequest, HttpServletResponse response)
            throws IOException, RequestRefusedException {
        Report report = Report.start(options.listener, request);
        try {
            route(request, servletRequest, response, report);
        } catch (RequestRefusedException e) {
            report.denied(e.code(), e.reason());
            throw e;
        } catch (IOException | RuntimeException e) {
            report.failed(e);
            report.end(Outcome.End.CLIENT_LEFT, null);
            throw e;
        }
    }

    private void route(
            ClientRequest request, HttpServletRequest servletRequest, HttpServletResponse response, Report report)
            throws IOException, RequestRefusedException {
        if (!FORWARDED.contains(request.method())) {
            withoutForwarding(request, response, report);
        } else if (request.path().equals(SERVERS)) {
            report.is(Outcome.Kind.OWN);
            guard.check(request);
            require(request, response, "GET");
            list.send(response);
            report.answeredByUs(response.getStatus());
        } else if (request.path().equals(HEALTH)) {
            report.is(Outcome.Kind.OWN);
            guard.check(request);
            require(request, response, "POST");
            // Read before the request becomes asynchronous: a refusal is answered here.
            Credentials carried = TargetSelector.carriedCredentials(request);
            AsyncContext async = servletRequest.startAsync();
            async.addListener(new OwnAnswer(report), servletRequest, response);
            health.send(request, carried, async);
        } else {
            proxy(request, servletRequest, report);
        }
    }

    /** A preflight is answered here and gets no permission: no foreign page has business with us. */
    private void withoutForwarding(ClientRequest request, HttpServletResponse response, Report report)
            throws RequestRefusedException {
        report.is(Outcome.Kind.OWN);
        switch (request.method()) {
            case "OPTIONS" -> {
                answer.empty(response, HttpServletResponse.SC_NO_CONTENT);
                report.answeredByUs(HttpServletResponse.SC_NO_CONTENT);
            }
            case "TRACE", "CONNECT" -> {
                response.setHeader("Allow", String.join(", ", FORWARDED));
                throw new RequestRefusedException(ProblemCode.METHOD_NOT_ALLOWED);
            }
            default -> throw new RequestRefusedException(ProblemCode.METHOD_UNKNOWN);
        }
    }

    private void proxy(ClientRequest request, HttpServletRequest servletRequest, Report report)
            throws RequestRefusedException {
        if (request.isUpgrade()) {
            report.is(Outcome.Kind.WEBSOCKET);
        }
        Selection selection = select(request);
        report.goesTo(selection.target().url());
        heads.refuseLoop(request);
        limits.check(request);
        if (request.isUpgrade()) {
            tunnel.open(request, selection);
            return;
        }
        AsyncContext async = servletRequest.startAsync();
        Exchange.start(rooms, request, selection, async, report);
    }

    /** A target that is missing or malformed is a 400 for everybody; whatever else is wrong only the proven get to know. */
    private Selection select(ClientRequest request) throws RequestRefusedException {
        Selection selection;
        try {
            selection = options.selector.select(request);
        } catch (RequestRefusedException e) {
            if (e.code().status() != HttpServletResponse.SC_BAD_REQUEST) {
                guard.check(request);
            }
            throw e;
        }
        if (selection == null) {
            throw new RequestRefusedException(ProblemCode.NOT_FOUND);
        }
        guard.check(request);
        return selection;
    }

    private static void require(ClientRequest request, HttpServletResponse response, String method)
            throws RequestRefusedException {
        if (!request.method().equals(method)) {
            response.setHeader("Allow", method);
            throw new RequestRefusedException(ProblemCode.METHOD_NOT_ALLOWED);
        }
    }

    /** Closes every connection and ends every thread that this proxy has. */
    @Override
    public void destroy() {
        try {
            client.close();
        } finally {
            closeResolver();
            RecordHandles.release();
        }
    }

    private void closeResolver() {
        if (options.resolver instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                log("The resolver cannot be closed", e);
            }
        }
        if (detected != null) {
            // The last, because it is told how the requests ended that the client's end has ended.
            detected.close();
        }
    }
}
