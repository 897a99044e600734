package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.ResponseHead;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.exchange.Visit;
import io.github.opencodeproxy.servlet.limits.Passage;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.upstream.UpstreamFailure;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one tunnel: gate, server, and back to the container with what the server said. The first result counts.
 */
final class Opening {

    /** What the client is to get. */
    private sealed interface Result {

        /** A tunnel. */
        record Open(UpstreamEnd server, String protocol) implements Result {}

        /** What the server said instead. */
        record Refused(int status, ResponseHead head, ByteBuffer body) implements Result {}

        /** A problem of ours. */
        record Failed(RequestRefusedException refusal) implements Result {}
    }

    private final TunnelDoor door;
    private final Rooms rooms;
    private final ClientRequest request;
    private final Selection selection;
    private final List<String> offered;
    private final AsyncContext async;
    private final Report report;
    private final AtomicReference<@Nullable Result> result = new AtomicReference<>();

    private volatile @Nullable Request handshake;
    private volatile @Nullable Tunnel tunnel;
    private volatile @Nullable String revoked;
    private volatile @Nullable Passage passage;

    Opening(
            TunnelDoor door,
            ClientRequest request,
            Selection selection,
            List<String> offered,
            AsyncContext async,
            Report report) {
        this.door = door;
        this.rooms = door.rooms();
        this.request = request;
        this.selection = selection;
        this.offered = offered;
        this.async = async;
        this.report = report;
    }

    void start() {
        rooms.limits().admit(request, this::askGate, this::overRate);
    }

    /** What the policy refuses without a lookup it refuses however often it is asked: waiting would not help. */
    private void overRate(RequestRefusedException refusal) {
        rooms.gate().refusal(selection.target()).ifPresentOrElse(this::decided, () -> overLimit(refusal));
    }

    private void overLimit(RequestRefusedException refusal) {
        denied(refusal, refusal.reason());
    }

    private void askGate() {
        rooms.gate().admit(selection.target()).whenComplete((decision, failure) -> {
            if (failure != null) {
                unreachable(ProblemCode.UPSTREAM_DNS, "", failure);
            } else {
                decided(decision);
            }
        });
    }

    private void decided(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            report.allowed(allow.rule());
            Upstream upstream = allow.upstream();
            rooms.limits().enter(request, upstream.url(), entered -> enter(upstream, entered), this::overLimit);
        } else if (decision instanceof Decision.Deny deny) {
            String reason = deny.reason().code();
            denied(new RequestRefusedException(ProblemCode.TARGET_DENIED, reason), reason + ": " + deny.rule());
        } else if (decision instanceof Decision.Unresolved unresolved) {
            report.allowed(unresolved.rule());
            boolean isSlow = unresolved.cause() == Decision.Unresolved.Cause.TIMEOUT;
            ProblemCode code = isSlow ? ProblemCode.UPSTREAM_TIMEOUT : ProblemCode.UPSTREAM_DNS;
            unreachable(code, "dns", new UnknownHostException());
        }
    }

    private void turnOut(Decision.Deny why) {
        String rule = why.reason().code() + ": " + why.rule();
        revoked = rule;
        denied(
                new RequestRefusedException(
                        ProblemCode.TARGET_DENIED, why.reason().code()),
                rule);
        Request asked = handshake;
        Tunnel opened = tunnel;
        if (opened != null) {
            opened.turnOut(rule);
        } else if (asked != null) {
            rooms.client().abort(asked, new RequestRefusedException(ProblemCode.TARGET_DENIED));
        }
    }

    /** What it holds it gives back at the end of the tunnel, or of whatever is said instead. */
    private void enter(Upstream upstream, Passage entered) {
        passage = entered;
        report.whenOver(entered::close);
        try {
            dial(upstream);
        } catch (RequestRefusedException e) {
            denied(e, e.reason());
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void dial(Upstream upstream) throws IOException, RequestRefusedException {
        Optional<Decision.Deny> objection =
                Visit.begin(rooms.gate(), selection.target(), upstream, report, this::turnOut);
        if (objection.isPresent()) {
            decided(objection.get());
            return;
        }
        String path = selection.path().underBase(upstream.url().basePath());
        UpstreamEnd end = new UpstreamEnd();
        Credentials credentials = rooms.seal().open(selection.credential(), upstream.url(), request.user());
        CompletableFuture<CoreSession> unused = rooms.client()
                .connect(upstream, path, door.limits().open(), end, asked -> ask(asked, credentials, upstream.url()))
                .whenComplete((session, failure) -> {
                    if (failure != null) {
                        failed(failure);
                        return;
                    }
                    report.reaches(session.getRemoteAddress());
                    held().answered(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
                    if (!arrive(new Result.Open(
                            end,
                            Optional.ofNullable(session.getNegotiatedSubProtocol())
                                    .orElse("")))) {
                        session.abort();
                    }
                });
    }

    private void ask(Request asked, Credentials credentials, ServerUrl server) {
        handshake = asked;
        asked.headers(fields -> {
            // Jetty's own; the client may have sent the same.
            fields.remove(HttpHeader.PRAGMA);
            fields.remove(HttpHeader.CACHE_CONTROL);
            rooms.heads().writeRequest(request, credentials, server, fields);
            if (!offered.isEmpty()) {
                fields.put("Sec-WebSocket-Protocol", String.join(", ", offered));
            }
        });
        asked.onResponseContentSource((response, body) -> answered(asked, response, body));
    }

    /** The server has answered, and not with a WebSocket. Its connection is not used again (CVE-2018-1002105). */
    private void answered(Request asked, Response response, Content.Source body) {
        rooms.client().useNoMore(asked);
        int status = response.getStatus();
        held().answered(status);
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            denied(new RequestRefusedException(ProblemCode.UPSTREAM_AUTH_REQUIRED), "");
        } else if (status < 200 || status > 599 || status == HttpServletResponse.SC_PROXY_AUTHENTICATION_REQUIRED) {
            unreachable(ProblemCode.UPSTREAM_PROTOCOL, "", new IOException("Status " + status));
        } else {
            ServerUrl server = selection.target().url();
            ResponseHead head = rooms.heads().response(response.getHeaders(), selection, server);
            Refusal.read(response, body, bytes -> {
                arrive(new Result.Refused(status, head, ByteBuffer.wrap(bytes)));
                hangUp(asked);
            });
            return;
        }
        hangUp(asked);
    }

    private void hangUp(Request asked) {
        rooms.client().hangUp(asked);
    }

    private void failed(Throwable cause) {
        ProblemCode code = UpstreamFailure.of(cause);
        // First: when the end is told, the passage is closed.
        held().failed(code);
        unreachable(code, "", cause);
    }

    private Passage held() {
        return Objects.requireNonNull(passage);
    }

    private void denied(RequestRefusedException refusal, String rule) {
        if (result.get() == null) {
            report.denied(refusal.code(), rule);
            arrive(new Result.Failed(refusal));
        }
    }

    private void unreachable(ProblemCode code, String reason, Throwable cause) {
        if (result.get() == null) {
            report.unreachable(code, cause);
            arrive(new Result.Failed(new RequestRefusedException(code, reason)));
        }
    }

    private boolean arrive(Result value) {
        if (!result.compareAndSet(null, value)) {
            return false;
        }
        try {
            async.dispatch();
            return true;
        } catch (IllegalStateException clientIsGone) {
            report.end(Outcome.End.CLIENT_LEFT, null);
            return false;
        }
    }

    /** On a thread of the container, which has come back. */
    void finish(HttpServletRequest servletRequest, HttpServletResponse response) throws IOException {
        Result value = Objects.requireNonNull(result.get());
        if (value instanceof Result.Failed failed) {
            rooms.answer().refusal(response, request.id(), failed.refusal());
        } else if (value instanceof Result.Refused refused) {
            refuse(refused, response);
        } else if (value instanceof Result.Open opened) {
            rooms.answer().mark(response);
            upgrade(opened, servletRequest, response);
        }
    }

    private void refuse(Result.Refused refused, HttpServletResponse response) throws IOException {
        refused.head().writeTo(response, request.method(), refused.status());
        rooms.answer().mark(response);
        report.answered(refused.status());
        report.toClient(refused.body().remaining());
        try {
            response.getOutputStream().write(refused.body().array());
            report.end(Outcome.End.COMPLETE, null);
        } finally {
            report.end(Outcome.End.CLIENT_LEFT, null);
        }
    }

    private void upgrade(Result.Open opened, HttpServletRequest servletRequest, HttpServletResponse response)
            throws IOException {
        Tunnel made = new Tunnel(door, opened.server(), report);
        made.start();
        tunnel = made;
        String rule = revoked;
        if (rule != null) {
            made.turnOut(rule);
        }
        try {
            ClientUpgrade.upgrade(servletRequest, response, made, opened.protocol());
        } catch (Exception e) {
            made.clientLost(e);
            if (response.isCommitted()) {
                throw new IOException(e);
            }
            rooms.answer().problem(response, request.id(), ProblemCode.UPGRADE_UNSUPPORTED, "");
        }
    }
}
