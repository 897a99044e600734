package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.limits.Passage;
import io.github.opencodeproxy.servlet.notebook.Deed;
import io.github.opencodeproxy.servlet.notebook.Following;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import io.github.opencodeproxy.servlet.request.Selection;
import io.github.opencodeproxy.servlet.upstream.TimeLimits;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import io.github.opencodeproxy.servlet.upstream.UpstreamFailure;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
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
public final class Exchange implements Admission.Applicant, Response.Listener, BodyRelay.Ending {

    private final Rooms rooms;
    private final ClientRequest request;
    private final Selection selection;
    private final AsyncContext async;
    private final Report report;
    private final ClientLeg client;

    private volatile @Nullable Upstream vetted;
    private volatile @Nullable Passage passage;
    private volatile @Nullable Request upstreamRequest;
    private volatile @Nullable Upload upload;
    private volatile @Nullable ServerBody body;
    private volatile @Nullable BodyRelay relay;
    private volatile @Nullable TimeLimits limits;
    private volatile boolean isLengthKnown = true;
    private volatile Deed deed = Deed.NONE;
    private boolean isSecondTry;

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
        async.addListener(new Departure(report, exchange::departed));
        Admission.ask(rooms, request, selection.target(), report, exchange);
    }

    @Override
    public void refused(RequestRefusedException refusal, String rule) {
        client.refuse(refusal, rule);
    }

    @Override
    public void unresolved(ProblemCode code, String reason, Throwable cause) {
        client.unresolved(code, reason, cause);
    }

    @Override
    public void admitted(Upstream upstream, Passage entered) {
        passage = entered;
        vetted = upstream;
        Deed noted = rooms.activity().deed(request, selection);
        if (noted != Deed.NONE) {
            deed = noted;
            report.whenOver(noted::over);
        }
        try {
            dial(upstream);
        } catch (IOException | RequestRefusedException | RuntimeException e) {
            fail(e);
        }
    }

    private void dial(Upstream upstream) throws IOException, RequestRefusedException {
        Request dialled = prepare(upstream);
        if (isOver()) {
            return;
        }
        if (request.hasBody()) {
            HttpServletRequest servletRequest = (HttpServletRequest) async.getRequest();
            Upload body = new Upload(
                    servletRequest.getInputStream(),
                    request.contentLength(),
                    rooms.limits().maxBodyBytes(),
                    report,
                    this::uploadBroke);
            upload = body;
            if (!client.uploads(body)) {
                stopLimits();
                return;
            }
            body.goWith(dialled, servletRequest::getTrailerFields);
        }
        dialled.send(this);
    }

    /**
     * {@return whether it has ended since it was admitted} Looked at when the request to the server can be aborted: who ends
     * it before that finds none to abort, and who ends it afterwards finds it.
     */
    private boolean isOver() {
        if (client.isOver()) {
            stopLimits();
            return true;
        }
        return false;
    }

    /** What has begun ends by the failure of the server's leg, in the relay's own turn. */
    @Override
    public void turnedOut(RequestRefusedException refusal, String rule) {
        if (!client.refuse(refusal, rule)) {
            report.revoked(rule);
        }
        abortUpstream(refusal);
        // A client that takes nothing keeps the relay from its turn.
        rooms.client().later(() -> clientLeft(refusal));
    }

    private Request prepare(Upstream upstream) throws RequestRefusedException {
        String path = selection.path().underBase(upstream.url().basePath());
        // In the head of this request and nowhere else.
        Credentials credentials = rooms.seal().open(selection.credential(), upstream.url(), request.user());
        Request dialled = rooms.client()
                .newRequest(upstream, request.method(), path)
                .headers(fields -> rooms.heads().writeRequest(request, credentials, upstream.url(), fields));
        upstreamRequest = dialled;
        limits = rooms.timeouts().start(dialled, upstream.url().isTls(), this::abortUpstream);
        return dialled;
    }

    /** The server's final head is here; interim ones never come this far. */
    @Override
    public void onContentSource(Response upstream, Content.Source body) {
        stopLimits();
        report.reaches(UpstreamClient.addressOf(upstream.getRequest()));
        held().answered(upstream.getStatus());
        deed.answered(upstream.getStatus());
        try {
            answer(upstream, body);
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
    }

    private void answer(Response upstream, Content.Source body) throws IOException {
        int status = upstream.getStatus();
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            refuseAnswer(new RequestRefusedException(ProblemCode.UPSTREAM_AUTH_REQUIRED), upstream, body);
        } else if (status < 200 || status > 599 || status == HttpServletResponse.SC_PROXY_AUTHENTICATION_REQUIRED) {
            refuseAnswer(new RequestRefusedException(ProblemCode.UPSTREAM_PROTOCOL), upstream, body);
        } else {
            relay(status, upstream, body);
        }
    }

    private void relay(int status, Response upstream, Content.Source body) throws IOException {
        ResponseHead head = rooms.heads()
                .response(upstream.getHeaders(), selection, selection.target().url());
        try {
            if (head.isEventStream()) {
                held().becomesStream();
            }
        } catch (RequestRefusedException e) {
            refuseAnswer(e, upstream, body);
            return;
        }
        isLengthKnown = head.isLengthKnown(request.method(), status);
        if (client.begin(head, status, () -> rooms.heads().responseTrailers(upstream.getTrailers()))) {
            long length = head.bodyLength(request.method(), status);
            // A length would not count our comments.
            Heartbeat heartbeat = length < 0 && head.isPlainEventStream()
                    ? new Heartbeat(rooms.client().scheduler(), rooms.heartbeat())
                    : null;
            Following following =
                    length != 0 && status == HttpServletResponse.SC_OK && head.isPlainEventStream() ? follow() : null;
            ServerBody read = new ServerBody(body, () -> UpstreamClient.leaveUnread(upstream.getRequest()));
            this.body = read;
            BodyRelay begun =
                    new BodyRelay(read, client.response(), report, this, client.registration(), heartbeat, following);
            relay = begun;
            if (client.isOver()) {
                begun.leave(new IOException("The client is gone"));
            } else {
                begun.start(length);
            }
        } else {
            rooms.client().leave(upstream.getRequest(), body);
            abortUpstream(new IOException("The client is gone"));
        }
    }

    private @Nullable Following follow() {
        Following begun = rooms.activity().follow(request, selection);
        if (begun != null) {
            report.whenOver(begun::close);
        }
        return begun;
    }

    private void refuseAnswer(RequestRefusedException refusal, Response upstream, Content.Source body) {
        fail(refusal);
        rooms.client().leave(upstream.getRequest(), body);
    }

    /** Once the answer has begun the relay hears of a failure itself. */
    @Override
    public void onComplete(Result result) {
        Throwable failure = result.getFailure();
        if (failure != null && !tryAgain(result.getRequest(), failure)) {
            // First, for the limits know whether a handshake was still to be made.
            fail(failure);
            stopLimits();
        }
    }

    /**
     * A server may close a connection at the very moment when it is used again. Where nothing can have been done twice
     * (RFC 9110, 9.2.2) and nothing was answered, the request is sent once more, on a connection made for it.
     */
    private boolean tryAgain(Request failed, Throwable failure) {
        Upstream upstream = vetted;
        boolean isSafe = request.method().equals("GET") || request.method().equals("HEAD");
        if (!isSafe
                || isSecondTry
                || upstream == null
                || request.hasBody()
                || client.isOver()
                || UpstreamFailure.of(failure) != ProblemCode.UPSTREAM_RESET
                || !UpstreamClient.isStale(failed)) {
            return false;
        }
        isSecondTry = true;
        stopLimits();
        try {
            Request again = prepare(upstream);
            if (!isOver()) {
                rooms.client().sendAlone(again, this);
            }
            return true;
        } catch (RequestRefusedException keyIsGone) {
            return false;
        }
    }

    private void stopLimits() {
        TimeLimits running = limits;
        if (running != null) {
            running.headArrived();
        }
    }

    @Override
    public void relayed() {
        deed.completed();
        if (client.end(isLengthKnown)) {
            leaveUnread();
        }
    }

    /** A server may answer before it has read the whole body: the rest is of no use to anyone. */
    private void leaveUnread() {
        Upload body = upload;
        if (body == null || body.isDelivered()) {
            return;
        }
        IOException cause = new IOException("Answered before the body was read");
        if (!body.isHandedOver()) {
            abortUpstream(cause);
            return;
        }
        // Most often the last write is just returning, on the other thread.
        rooms.client().later(() -> {
            if (!body.isDelivered()) {
                abortUpstream(cause);
            }
        });
    }

    @Override
    public void broken(Throwable cause) {
        client.breakOff(codeOf(cause), cause);
        abortUpstream(cause);
    }

    @Override
    public void unwanted(Throwable cause) {
        client.leave(cause);
        ServerBody left = body;
        if (left != null) {
            left.leave();
        }
        abortUpstream(cause);
    }

    /** When the container tells it, it closes the connection as soon as this returns: what is being said is said first. */
    private void uploadBroke(Throwable cause) {
        fail(cause);
        client.registration().await();
    }

    private void fail(Throwable cause) {
        ProblemCode code = codeOf(cause);
        Passage held = passage;
        if (held != null && !isWaitingForClient(code)) {
            // First: when the client has been told, the passage is closed.
            held.failed(code, isConnected());
        }
        if (!isConnected()) {
            deed.undone();
        }
        boolean isOurs = code.status() < 500 || code == ProblemCode.OVERLOADED;
        if (isOurs ? refuse(cause, code) : client.fail(code, cause)) {
            abortUpstream(cause);
        }
    }

    /** A server cannot answer a request of which a slow client has sent only a part. */
    private boolean isWaitingForClient(ProblemCode code) {
        Upload body = upload;
        return code == ProblemCode.UPSTREAM_TIMEOUT && body != null && !body.isDelivered() && isConnected();
    }

    private boolean isConnected() {
        Request dialled = upstreamRequest;
        return dialled != null && dialled.getConnection() != null;
    }

    private boolean refuse(Throwable cause, ProblemCode code) {
        RequestRefusedException refusal =
                cause instanceof RequestRefusedException refused ? refused : new RequestRefusedException(code);
        return client.refuse(refusal, refusal.reason());
    }

    private Passage held() {
        return Objects.requireNonNull(passage);
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

    /** Told by the container, to which the response belongs when this returns. */
    private void departed(Throwable cause) {
        clientLeft(cause);
        client.registration().await();
    }

    private void clientLeft(Throwable cause) {
        BodyRelay writing = relay;
        if (writing != null) {
            writing.leave(cause);
        }
        if (client.leave(cause)) {
            abortUpstream(cause);
        }
        // One that was made meanwhile, by a thread that had not seen yet that the client is gone.
        BodyRelay made = relay;
        if (writing == null && made != null) {
            made.leave(cause);
        }
    }
}
