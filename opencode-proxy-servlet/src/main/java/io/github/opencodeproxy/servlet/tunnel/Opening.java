package io.github.opencodeproxy.servlet.tunnel;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.exchange.Admission;
import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.ResponseHead;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.limits.Passage;
import io.github.opencodeproxy.servlet.notebook.Terminal;
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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one tunnel: gate, server, and back to the container with what the server said. The first result counts.
 */
final class Opening implements Admission.Applicant {

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

    private volatile Scheduler.@Nullable Task deadline;
    private volatile @Nullable Request handshake;
    /** What the server says instead, as long as its body is not here. */
    private volatile Result.@Nullable Refused begun;

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
        Admission.ask(rooms, request, selection.target(), report, this);
    }

    @Override
    public void refused(RequestRefusedException refusal, String rule) {
        denied(refusal, rule);
    }

    @Override
    public void unresolved(ProblemCode code, String reason, Throwable cause) {
        unreachable(code, reason, cause);
    }

    @Override
    public void turnedOut(RequestRefusedException refusal, String rule) {
        revoked = rule;
        denied(refusal, rule);
        Tunnel opened = tunnel;
        if (opened != null) {
            opened.turnOut(rule);
        } else {
            giveUp(refusal);
        }
    }

    /** The server has had its time. What Jetty's client thinks of the exchange does not matter here. */
    private void overdue() {
        TimeoutException cause = new TimeoutException("No WebSocket");
        Result.Refused refused = begun;
        if (refused != null) {
            arrive(refused);
        } else {
            failed(cause);
        }
        giveUp(cause);
    }

    private void giveUp(Throwable cause) {
        Request asked = handshake;
        if (asked != null && !(result.get() instanceof Result.Open)) {
            rooms.client().abort(asked, cause);
            // Its connection serves no other, so it may be closed also when there is nothing left to abort.
            hangUp(asked);
        }
    }

    @Override
    public void admitted(Upstream upstream, Passage entered) {
        passage = entered;
        try {
            dial(upstream);
        } catch (RequestRefusedException e) {
            denied(e, e.reason());
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void dial(Upstream upstream) throws IOException, RequestRefusedException {
        if (result.get() != null) {
            return;
        }
        String path = selection.path().underBase(upstream.url().basePath());
        UpstreamEnd end = new UpstreamEnd();
        Credentials credentials = rooms.seal().open(selection.credential(), upstream.url(), request.user());
        deadline = rooms.client()
                .scheduler()
                .schedule(this::overdue, door.limits().open().toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<CoreSession> unused = rooms.client()
                .connect(upstream, path, end, asked -> ask(asked, credentials, upstream.url()))
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
        if (result.get() != null) {
            // It ended before there was a request to abort. Nothing of it has been sent.
            CompletableFuture<Boolean> unused = asked.abort(new IOException("The opening is over"));
        }
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
            begun = new Result.Refused(status, head, ByteBuffer.allocate(0));
            Refusal.read(response, body, bytes -> {
                arrive(new Result.Refused(status, head, ByteBuffer.wrap(bytes)));
                hangUp(asked);
            });
            return;
        }
        rooms.client().leave(asked, body);
    }

    private void hangUp(Request asked) {
        rooms.client().hangUp(asked);
    }

    private void failed(Throwable cause) {
        ProblemCode code = UpstreamFailure.of(cause);
        // First: when the end is told, the passage is closed.
        Request asked = handshake;
        held().failed(code, asked != null && asked.getConnection() != null);
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
        Scheduler.Task running = deadline;
        if (running != null) {
            running.cancel();
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
        Terminal terminal = rooms.activity().terminal(selection);
        report.whenOver(terminal::close);
        Tunnel made = new Tunnel(door, opened.server(), report, terminal);
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
