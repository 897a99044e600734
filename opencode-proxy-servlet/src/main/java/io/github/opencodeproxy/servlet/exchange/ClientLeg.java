package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The only one who speaks to the client of an exchange. The server's head, a failure, a time limit and the client's leaving
 * come from different threads: the lock lets one of them speak, and what was said decides whether another still may.
 * Nothing that is done under the lock waits.
 */
final class ClientLeg {

    private enum Stage {
        /** Nothing was said. */
        WAITING,
        /** The server's answer is being relayed: only the relay may end it. */
        ANSWERING,
        /** The client got all that it will get. */
        OVER
    }

    private final ClientRequest request;
    private final AsyncContext async;
    private final HttpServletResponse response;
    private final Answer answer;
    private final ProxyListener listener;
    private final long startNanos = System.nanoTime();

    private Stage stage = Stage.WAITING;

    ClientLeg(ClientRequest request, AsyncContext async, Answer answer, ProxyListener listener) {
        this.request = request;
        this.async = async;
        this.response = (HttpServletResponse) async.getResponse();
        this.answer = answer;
        this.listener = listener;
    }

    HttpServletResponse response() {
        return response;
    }

    synchronized boolean isOver() {
        return stage == Stage.OVER;
    }

    /** {@return whether the server's head was taken; nothing is sent yet} */
    synchronized boolean begin(ResponseHead head, int status) {
        if (stage != Stage.WAITING) {
            return false;
        }
        stage = Stage.ANSWERING;
        head.writeTo(response, request.method(), status);
        answer.mark(response);
        listener.answered(request, status);
        return true;
    }

    /** {@return whether the client was refused, which it is only while nothing was said} */
    synchronized boolean refuse(ProblemCode code, String reason) {
        if (stage != Stage.WAITING) {
            return false;
        }
        stage = Stage.OVER;
        listener.refused(request, code, reason);
        try {
            answer.problem(response, request.id(), code, reason);
        } catch (IOException | IllegalStateException clientIsGone) {
            listener.aborted(request, clientIsGone);
        } finally {
            async.complete();
        }
        return true;
    }

    /** The relay has brought the answer to its end. */
    synchronized boolean end(long bytes, boolean isLengthKnown) {
        if (stage != Stage.ANSWERING) {
            return false;
        }
        stage = Stage.OVER;
        // Told first: a response that is complete is the container's to use again.
        listener.finished(request, response.getStatus(), bytes, System.nanoTime() - startNanos);
        if (isLengthKnown) {
            async.complete();
        } else {
            // Else a container would say that an answer to HEAD, whose length nobody knows, has a length of 0.
            async.start(this::flushAndComplete);
        }
        return true;
    }

    private void flushAndComplete() {
        try {
            response.flushBuffer();
        } catch (IOException clientIsGone) {
            listener.aborted(request, clientIsGone);
        } finally {
            async.complete();
        }
    }

    /** The relay cannot go on. What the container has buffered and not sent is taken back; what was sent is cut. */
    synchronized boolean breakOff(ProblemCode code, Throwable cause) {
        if (stage != Stage.ANSWERING) {
            return false;
        }
        if (!response.isCommitted()) {
            response.reset();
            stage = Stage.WAITING;
            return refuse(code, "");
        }
        stage = Stage.OVER;
        Truncation.of(async);
        listener.aborted(request, cause);
        return true;
    }

    /** {@return whether the client's leaving is news} */
    synchronized boolean leave(Throwable cause) {
        if (stage == Stage.OVER) {
            return false;
        }
        stage = Stage.OVER;
        listener.aborted(request, cause);
        async.complete();
        return true;
    }
}
