package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The life of one proxied request, from the gate to the last byte. Whatever happens first decides: the server's head, a
 * failure of the upstream leg, the client going away, or a time limit.
 */
public final class Exchange implements Response.Listener, AsyncListener, BodyRelay.Ending {

    private final Rooms rooms;
    private final ClientRequest request;
    private final Selection selection;
    private final AsyncContext async;
    private final Report report;
    private final ClientLeg client;

    private volatile @Nullable Request upstreamRequest;
    private volatile @Nullable Upload upload;
    private volatile @Nullable TimeLimits limits;
    private volatile boolean isLengthKnown = true;

    private Exchange(Rooms rooms, ClientRequest request, Selection selection, AsyncContext async, Report report) {
        this.rooms = rooms;
        this.request = request;
        this.selection = selection;
        this.async = async;
        this.report = report;
        this.client = new ClientLeg(request, async, rooms.answer(), report);
    }

    /**
     * Carries a request to the server it selected and returns at once.
     *
     * @param rooms what the exchanges share
     * @param request the request, proven to come from no foreign page
     * @param selection where it wants to go
     * @param async the container's asynchronous request; completed by the exchange
     * @param report ended by the exchange
     */
    public static void start(
            Rooms rooms, ClientRequest request, Selection selection, AsyncContext async, Report report) {
        Exchange exchange = new Exchange(rooms, request, selection, async, report);
        // Streams have no end: silence is limited on the upstream leg.
        async.setTimeout(0);
        async.addListener(exchange);
        rooms.gate().admit(selection.target()).whenComplete((decision, failure) -> {
            if (failure != null) {
                exchange.client.fail(ProblemCode.UPSTREAM_DNS, failure);
            } else {
                exchange.decided(decision);
            }
        });
    }

    private void decided(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            try {
                dial(allow.upstream());
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        } else if (decision instanceof Decision.Deny deny) {
            client.refuse(ProblemCode.TARGET_DENIED, deny.reason().code(), deny.rule());
        } else if (decision instanceof Decision.Unresolved unresolved) {
            boolean isSlow = unresolved.cause() == Decision.Unresolved.Cause.TIMEOUT;
            client.unresolved(isSlow ? ProblemCode.UPSTREAM_TIMEOUT : ProblemCode.UPSTREAM_DNS);
        }
    }

    private void dial(Upstream upstream) throws IOException {
        if (client.isOver()) {
            return;
        }
        String path = selection.path().underBase(upstream.url().basePath());
        Request dialled = rooms.client()
                .newRequest(upstream, request.method(), path)
                .headers(fields -> rooms.heads().writeRequest(request, selection, upstream.url(), fields));
        upstreamRequest = dialled;
        limits = rooms.timeouts().start(dialled, upstream.url().isTls(), this::abortUpstream);
        if (request.hasBody()) {
            ServletInputStream in = async.getRequest().getInputStream();
            Upload body = new Upload(in, request.contentLength(), rooms.limits().maxBodyBytes(), report, this::fail);
            upload = body;
            dialled.body(body);
            if (request.contentLength() < 0) {
                // Said here, because Jetty would send a body of unknown length with a GET and no framing at all: the
                // server would take it for the next request (RFC 9112, 6.1).
                dialled.headers(fields -> fields.put("Transfer-Encoding", "chunked"));
            }
            in.setReadListener(body);
        }
        dialled.send(this);
    }

    /** The server's final head is here; interim ones never come this far. */
    @Override
    public void onContentSource(Response upstream, Content.Source body) {
        Objects.requireNonNull(limits).headArrived();
        try {
            answer(upstream, body);
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
    }

    private void answer(Response upstream, Content.Source body) throws IOException {
        int status = upstream.getStatus();
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            refuseAnswer(ProblemCode.UPSTREAM_AUTH_REQUIRED);
        } else if (status < 200 || status > 599 || status == HttpServletResponse.SC_PROXY_AUTHENTICATION_REQUIRED) {
            refuseAnswer(ProblemCode.UPSTREAM_PROTOCOL);
        } else {
            ResponseHead head = rooms.heads()
                    .response(
                            upstream.getHeaders(), selection, selection.target().url());
            isLengthKnown = head.isLengthKnown(request.method(), status);
            if (client.begin(head, status)) {
                new BodyRelay(body, client.response(), report, this).start(head.bodyLength(request.method(), status));
            } else {
                abortUpstream(new IOException("The client is gone"));
            }
        }
    }

    private void refuseAnswer(ProblemCode code) {
        fail(new RequestRefusedException(code));
    }

    /** Once the answer has begun the relay hears of a failure itself. */
    @Override
    public void onComplete(Result result) {
        Throwable failure = result.getFailure();
        if (failure != null) {
            fail(failure);
        }
    }

    @Override
    public void relayed() {
        Upload unfinished = upload;
        if (client.end(isLengthKnown) && unfinished != null && !unfinished.isFinished()) {
            // A server may answer before it has read the whole body: the rest is of no use to anyone.
            abortUpstream(new IOException("Answered before the body was read"));
        }
    }

    @Override
    public void broken(Throwable cause) {
        client.breakOff(codeOf(cause), cause);
        abortUpstream(cause);
    }

    @Override
    public void unwanted(Throwable cause) {
        client.leave(cause);
        abortUpstream(cause);
    }

    private void fail(Throwable cause) {
        ProblemCode code = codeOf(cause);
        boolean isOurs = code.status() < 500 || code == ProblemCode.OVERLOADED;
        if (isOurs ? client.refuse(code, "", "") : client.fail(code, cause)) {
            abortUpstream(cause);
        }
    }

    private ProblemCode codeOf(Throwable cause) {
        if (cause instanceof RequestRefusedException refused) {
            return refused.code();
        }
        ProblemCode code = UpstreamFailure.of(cause);
        TimeLimits running = limits;
        // A peer that knows no TLS may hang up before it has said so.
        boolean isHandshake = running != null && running.isHandshake();
        return code == ProblemCode.UPSTREAM_RESET && isHandshake ? ProblemCode.UPSTREAM_TLS : code;
    }

    private void abortUpstream(Throwable cause) {
        Request dialled = upstreamRequest;
        if (dialled != null) {
            rooms.client().abort(dialled, cause);
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        clientLeft(event.getThrowable());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        clientLeft(event.getThrowable());
    }

    private void clientLeft(@Nullable Throwable reported) {
        Throwable cause = reported == null ? new IOException("The client went away") : reported;
        if (client.leave(cause)) {
            abortUpstream(cause);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
