package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.LastBytes;
import io.github.opencodeproxy.servlet.exchange.BrowserGuard;
import io.github.opencodeproxy.servlet.exchange.Exchange;
import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.exchange.Truncation;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.notebook.NotebookPages;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.RequestRules;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.servers.HealthDesk;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Where each request goes: the order of the rooms that docs/architecture.md draws. Safe for use by many threads.
 */
final class Routes {

    private static final List<String> FORWARDED = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String SERVERS = "/api/servers";
    private static final String CREDENTIALS = "/api/credentials";
    private static final String HEALTH = "/api/servers/health";

    private final ProxyOptions options;
    private final ContainerProbe container;
    private final Engine engine;
    private final Answer answer;
    private final Probes probes;
    private final BrowserGuard guard;
    private final Rooms rooms;

    Routes(ProxyOptions options, ContainerProbe container, Engine engine) {
        this.options = options;
        this.container = container;
        this.engine = engine;
        answer = engine.answer;
        probes = new Probes(answer);
        guard = new BrowserGuard(options.publicOrigins);
        rooms = engine.rooms;
    }

    void serve(HttpServletRequest servletRequest, HttpServletResponse response) throws IOException {
        Truncation.throwIfCut(servletRequest);
        if (engine.tunnel.resumes(servletRequest, response)) {
            return;
        }
        String path = options.basePath.strip(servletRequest.getRequestURI(), servletRequest.getContextPath());
        String method = servletRequest.getMethod();
        if (probes.answers(method, path, response) || engine.notebook.answers(method, path, response)) {
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
            engine.list.send(response);
            report.answeredByUs(response.getStatus());
        } else if (request.path().equals(HEALTH)) {
            report.is(Outcome.Kind.OWN);
            guard.check(request);
            if (HealthDesk.isListener(request)) {
                engine.health.listen(request, startOwn(servletRequest, response, report));
                return;
            }
            require(request, response, "POST");
            // Read before the request becomes asynchronous: a refusal is answered here.
            CarriedCredential carried = CarriedCredential.of(request);
            engine.health.report(request, carried, report::checked, startOwn(servletRequest, response, report));
        } else if (request.path().equals(CREDENTIALS)) {
            report.is(Outcome.Kind.OWN);
            guard.check(request);
            require(request, response, "POST");
            engine.desk.send(request, startOwn(servletRequest, response, report));
        } else if (Probes.has(request.path()) || NotebookPages.has(request.path())) {
            // Reads of them are answered already.
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
        rooms.heads().refuseLoop(request);
        rooms.limits().check(request);
        if (request.isUpgrade()) {
            engine.tunnel.open(request, selection, report, servletRequest, response);
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
}
