package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.LastBytes;
import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import io.github.opencodeproxy.servlet.config.ConfigWatch;
import io.github.opencodeproxy.servlet.exchange.BrowserGuard;
import io.github.opencodeproxy.servlet.exchange.Exchange;
import io.github.opencodeproxy.servlet.exchange.Heads;
import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.exchange.Truncation;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.notebook.Activity;
import io.github.opencodeproxy.servlet.notebook.NotebookPages;
import io.github.opencodeproxy.servlet.notebook.Watchtower;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.RequestRules;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import io.github.opencodeproxy.servlet.sealing.KeyWatch;
import io.github.opencodeproxy.servlet.servers.HealthDesk;
import io.github.opencodeproxy.servlet.servers.SealingDesk;
import io.github.opencodeproxy.servlet.servers.ServerList;
import io.github.opencodeproxy.servlet.tunnel.TunnelDoor;
import io.github.opencodeproxy.servlet.tunnel.TunnelLimits;
import io.github.opencodeproxy.servlet.upstream.ServerTrust;
import io.github.opencodeproxy.servlet.upstream.Timeouts;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each request goes: the order of the rooms that docs/architecture.md draws. Safe for use by many threads.
 */
final class Routes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyServlet.class);

    private static final List<String> FORWARDED = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String SERVERS = "/api/servers";
    private static final String CREDENTIALS = "/api/credentials";
    private static final String HEALTH = "/api/servers/health";
    private static final Duration LONGEST_OPENING = Duration.ofSeconds(30);

    private final ProxyOptions options;
    private final ContainerProbe container;
    private final HostResolver resolver;
    private final Answer answer = new Answer(ProxyVersion.text());
    private final Probes probes = new Probes(answer);
    private final BrowserGuard guard;
    private final Heads heads;
    private final Limits limits;
    private final UpstreamClient client;
    private final TargetGate gate;
    private final @Nullable ConfigWatch watch;
    private final Rooms rooms;
    private final Watchtower watchtower;
    private final NotebookPages notebook;
    private final TunnelDoor tunnel;
    private final ServerList list;
    private final HealthDesk health;
    private final SealingDesk desk;
    private final KeyWatch keys;

    /** Starts the client. */
    Routes(ProxyOptions options, ContainerProbe container) {
        this.options = options;
        this.container = container;
        guard = new BrowserGuard(options.publicOrigins);
        heads = new Heads(options.traceContext, options.isForwarded);
        limits = new Limits(options.quotas, options.maxBodyBytes, options.rateStore, System::nanoTime);
        resolver = options.resolver.get();
        client = startClient();
        gate = new TargetGate(options.policy, resolver);
        Timeouts timeouts = new Timeouts(client.scheduler(), options.tlsTimeout, options.headersTimeout);
        CredentialSeal seal = new CredentialSeal(options.keys);
        keys = KeyWatch.start(options.keys, client.scheduler(), client.executor());
        watchtower = new Watchtower(gate, seal, client);
        Activity activity = new Activity(options.clock, watchtower);
        notebook = new NotebookPages(activity, answer);
        rooms = new Rooms(gate, limits, seal, client, answer, timeouts, options.heartbeatInterval, heads, activity);
        tunnel = new TunnelDoor(rooms, TunnelLimits.of(timeToOpen(), options.pingInterval, options.idleStreamTimeout));
        list = new ServerList(options.directory, answer);
        health = new HealthDesk(rooms, options.directory, options.healthInterval);
        desk = new SealingDesk(limits, seal, answer);
        FollowedConfig followed = options.followed;
        watch = followed == null ? null : followed.follow(this);
    }

    private UpstreamClient startClient() {
        try {
            HttpClient httpClient = options.httpClient.get();
            ServerTrust.apply(httpClient, options.authorities);
            return new UpstreamClient(httpClient, options.connectTimeout, options.idleStreamTimeout);
        } catch (RuntimeException e) {
            closeResolver();
            throw e;
        }
    }

    /** From now on another policy decides; what it does not allow ends, and no connection of before is used for a request. */
    void replacePolicy(TargetPolicy next) {
        TargetGate.Replacement done = gate.replace(next);
        client.retirePoolsBefore(done.version());
        health.policyReplaced();
        LOG.info(
                "Another policy is in force. Ended because it does not allow them: {} requests, streams and tunnels",
                done.turnedOut());
    }

    /** No model is asked before a WebSocket opens, so a server has no reason to take long. */
    private Duration timeToOpen() {
        return Objects.requireNonNullElse(options.headersTimeout, LONGEST_OPENING);
    }

    void serve(HttpServletRequest servletRequest, HttpServletResponse response) throws IOException {
        Truncation.throwIfCut(servletRequest);
        if (tunnel.resumes(servletRequest, response)) {
            return;
        }
        String path = options.basePath.strip(servletRequest.getRequestURI(), servletRequest.getContextPath());
        if (probes.answers(path, response) || notebook.answers(servletRequest.getMethod(), path, response)) {
            return;
        }
        String publicBase = servletRequest.getContextPath() + options.basePath.value();
        String id = ClientRequest.newId();
        try {
            User user = options.identity.of(servletRequest);
            ClientRequest request = ClientRequest.from(id, servletRequest, path, publicBase, user);
            serve(request, servletRequest, response);
        } catch (RequestRefusedException e) {
            refuse(servletRequest, response, id, e);
        }
    }

    /**
     * Nobody will read the body of a request that is refused, so it must not be taken for the next one: the connection
     * closes. Sent here, because some containers read all of the body before they send the last of the answer.
     */
    private void refuse(
            HttpServletRequest servletRequest, HttpServletResponse response, String id, RequestRefusedException refusal)
            throws IOException {
        boolean hasBody =
                servletRequest.getContentLengthLong() > 0 || servletRequest.getHeader("Transfer-Encoding") != null;
        if (hasBody || refusal.code() == ProblemCode.REQUEST_MALFORMED) {
            response.setHeader("Connection", "close");
        }
        answer.refusal(response, id, refusal);
        if (hasBody && servletRequest.isAsyncSupported()) {
            AsyncContext async = servletRequest.startAsync();
            async.setTimeout(0);
            LastBytes.close(response, async::complete);
        } else if (hasBody) {
            response.getOutputStream().close();
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
        RequestRules.check(request, servletRequest);
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
            if (HealthDesk.isListener(request)) {
                health.listen(request, startOwn(servletRequest, response, report));
                return;
            }
            require(request, response, "POST");
            // Read before the request becomes asynchronous: a refusal is answered here.
            CarriedCredential carried = CarriedCredential.of(request);
            health.report(request, carried, report::checked, startOwn(servletRequest, response, report));
        } else if (request.path().equals(CREDENTIALS)) {
            report.is(Outcome.Kind.OWN);
            guard.check(request);
            require(request, response, "POST");
            desk.send(request, startOwn(servletRequest, response, report));
        } else if (NotebookPages.has(request.path())) {
            report.is(Outcome.Kind.OWN);
            require(request, response, "GET");
        } else {
            proxy(request, servletRequest, response, report);
        }
    }

    private AsyncContext startOwn(HttpServletRequest servletRequest, HttpServletResponse response, Report report)
            throws RequestRefusedException {
        AsyncContext async = container.startAsync(servletRequest);
        async.addListener(new OwnAnswer(report), servletRequest, response);
        return async;
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

    private void proxy(
            ClientRequest request, HttpServletRequest servletRequest, HttpServletResponse response, Report report)
            throws RequestRefusedException {
        if (request.isUpgrade()) {
            report.is(Outcome.Kind.WEBSOCKET);
        }
        Selection selection = select(request);
        report.goesTo(selection.target().url());
        heads.refuseLoop(request);
        limits.check(request);
        if (request.isUpgrade()) {
            tunnel.open(request, selection, report, servletRequest, response);
            return;
        }
        AsyncContext async = container.startAsync(servletRequest);
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

    /** Closes every connection and ends every thread. */
    @Override
    public void close() {
        try {
            if (watch != null) {
                watch.close();
            }
            keys.close();
            health.close();
            watchtower.close();
            tunnel.close();
        } finally {
            try {
                client.close();
            } finally {
                closeResolver();
            }
        }
    }

    private void closeResolver() {
        if (resolver instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("The resolver cannot be closed", e);
            }
        }
    }
}
