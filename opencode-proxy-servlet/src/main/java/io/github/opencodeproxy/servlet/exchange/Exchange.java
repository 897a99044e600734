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
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The life of one proxied request, from the gate to the last byte.
 *
 * <p>Whatever happens first decides: the server's head, a failure of the upstream leg, the client going away, or the
 * time limit. {@link Stage} says which of them may still speak to the client.
 */
public final class Exchange implements Response.Listener, AsyncListener, BodyRelay.Ending {

    private enum Stage {
        /** Nothing was said to the client. */
        WAITING,
        /** The server's head was sent, its body follows. */
        ANSWERING,
        /** The client got all that it will get. */
        OVER
    }

    private final Rooms rooms;
    private final ClientRequest request;
    private final Selection selection;
    private final AsyncContext async;
    private final HttpServletResponse response;
    private final long startNanos = System.nanoTime();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

    private volatile @Nullable Request upstreamRequest;
    private volatile Scheduler.@Nullable Task headersLimit;
    private volatile boolean isUploadDone = true;
    private volatile boolean isSent;

    private Exchange(Rooms rooms, ClientRequest request, Selection selection, AsyncContext async) {
        this.rooms = rooms;
        this.request = request;
        this.selection = selection;
        this.async = async;
        this.response = (HttpServletResponse) async.getResponse();
    }

    /**
     * Carries a request to the server it selected and returns at once.
     *
     * @param rooms what the exchanges share
     * @param request the request, proven to come from no foreign page
     * @param selection where it wants to go
     * @param async the container's asynchronous request; completed by the exchange
     */
    public static void start(Rooms rooms, ClientRequest request, Selection selection, AsyncContext async) {
        Exchange exchange = new Exchange(rooms, request, selection, async);
        // Streams have no end: silence is limited on the upstream leg.
        async.setTimeout(0);
        async.addListener(exchange);
        rooms.gate().admit(selection.target()).whenComplete((decision, failure) -> {
            if (failure != null) {
                exchange.refuse(ProblemCode.UPSTREAM_DNS, "");
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
            refuse(ProblemCode.TARGET_DENIED, deny.reason().code());
        } else if (decision instanceof Decision.Unresolved unresolved) {
            boolean isSlow = unresolved.cause() == Decision.Unresolved.Cause.TIMEOUT;
            refuse(isSlow ? ProblemCode.UPSTREAM_TIMEOUT : ProblemCode.UPSTREAM_DNS, "dns");
        }
    }

    private void dial(Upstream upstream) throws IOException {
        String path = selection.path().underBase(upstream.url().basePath());
        Request dialled = rooms.client()
                .newRequest(upstream, request.method(), path)
                .headers(fields -> rooms.heads().writeRequest(request, selection, upstream.url(), fields));
        upstreamRequest = dialled;
        dialled.onRequestCommit(sent -> isSent = true);
        if (request.hasBody()) {
            upload(dialled);
        }
        limitHeaders();
        dialled.send(this);
    }

    private void upload(Request dialled) throws IOException {
        HttpServletRequest clientRequest = (HttpServletRequest) async.getRequest();
        Upload upload = new Upload(
                clientRequest.getInputStream(),
                request.contentLength(),
                rooms.limits().maxBodyBytes(),
                this::fail);
        isUploadDone = false;
        dialled.body(upload);
        dialled.onRequestSuccess(sent -> isUploadDone = true);
        clientRequest.getInputStream().setReadListener(upload);
    }

    private void limitHeaders() {
        if (rooms.headersTimeout() != null) {
            headersLimit = rooms.client()
                    .scheduler()
                    .schedule(
                            () -> abortUpstream(new TimeoutException("No answer")),
                            rooms.headersTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** The server's final head is here; interim ones never come this far. */
    @Override
    public void onContentSource(Response upstream, Content.Source body) {
        Scheduler.Task limit = headersLimit;
        if (limit != null) {
            limit.cancel();
        }
        try {
            answer(upstream, body);
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
    }

    private void answer(Response upstream, Content.Source body) throws IOException {
        int status = upstream.getStatus();
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            refuse(ProblemCode.UPSTREAM_AUTH_REQUIRED, "");
        } else if (status < 200 || status > 599) {
            refuse(ProblemCode.UPSTREAM_PROTOCOL, "");
        } else if (stage.compareAndSet(Stage.WAITING, Stage.ANSWERING)) {
            ResponseHead head = rooms.heads()
                    .response(
                            upstream.getHeaders(), selection, selection.target().url());
            head.writeTo(response, request.method(), status);
            rooms.answer().mark(response);
            rooms.listener().answered(request, status);
            new BodyRelay(body, response, this).start(head.bodyLength(request.method(), status));
        }
    }

    /** Only failures matter here: the relay has seen every other end before. */
    @Override
    public void onComplete(Result result) {
        Throwable failure = result.getFailure();
        if (failure != null) {
            fail(failure);
        }
    }

    @Override
    public void relayed(long bytes) {
        if (stage.getAndSet(Stage.OVER) != Stage.OVER) {
            // A server may answer before it has read the whole body: the rest is of no use to anyone.
            if (!isUploadDone) {
                abortUpstream(new IOException("Answered before the body was read"));
            }
            async.complete();
            rooms.listener().finished(request, response.getStatus(), bytes, System.nanoTime() - startNanos);
        }
    }

    @Override
    public void broken(Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        // What the container has buffered and not sent can still be taken back.
        if (!response.isCommitted() && stage.compareAndSet(Stage.ANSWERING, Stage.WAITING)) {
            response.reset();
        }
        if (stage.get() == Stage.WAITING) {
            refuse(codeOf(cause), "");
        } else if (stage.getAndSet(Stage.OVER) == Stage.ANSWERING) {
            abortUpstream(cause);
            Truncation.of(async);
            rooms.listener().aborted(request, cause);
        }
    }

    private ProblemCode codeOf(Throwable cause) {
        if (cause instanceof RequestRefusedException refused) {
            return refused.code();
        }
        ProblemCode code = UpstreamFailure.of(cause);
        // A peer that knows no TLS may hang up before it has said so.
        boolean isHandshake = selection.target().url().isTls() && !isSent;
        return code == ProblemCode.UPSTREAM_RESET && isHandshake ? ProblemCode.UPSTREAM_TLS : code;
    }

    private void refuse(ProblemCode code, String reason) {
        if (stage.compareAndSet(Stage.WAITING, Stage.OVER)) {
            rooms.listener().refused(request, code, reason);
            abortUpstream(new RequestRefusedException(code));
            try {
                rooms.answer().problem(response, request.id(), code, reason);
            } catch (IOException clientIsGone) {
                rooms.listener().aborted(request, clientIsGone);
            }
            async.complete();
        }
    }

    private void abortUpstream(Throwable cause) {
        Request dialled = upstreamRequest;
        if (dialled != null) {
            // Whether there was still something to abort is of no interest.
            CompletableFuture<Boolean> unused = dialled.abort(cause);
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
        if (stage.getAndSet(Stage.OVER) != Stage.OVER) {
            abortUpstream(cause);
            rooms.listener().aborted(request, cause);
            async.complete();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
