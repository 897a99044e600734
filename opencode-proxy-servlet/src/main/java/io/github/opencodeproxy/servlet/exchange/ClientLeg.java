package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.UnknownHostException;

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
    private final Report report;

    private Stage stage = Stage.WAITING;

    ClientLeg(ClientRequest request, AsyncContext async, Answer answer, Report report) {
        this.request = request;
        this.async = async;
        this.response = (HttpServletResponse) async.getResponse();
        this.answer = answer;
        this.report = report;
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
        if (head.isEventStream()) {
            report.is(Outcome.Kind.EVENT_STREAM);
        }
        report.answered(status);
        return true;
    }

    /**
     * {@return whether the client was refused, which it is only while nothing was said}
     *
     * @param reason the finer reason, for the client
     * @param rule the policy's rule, for the listener
     */
    synchronized boolean refuse(ProblemCode code, String reason, String rule) {
        if (stage != Stage.WAITING) {
            return false;
        }
        // Told first: a response that is complete is the container's to use again.
        report.denied(code, rule);
        problem(code, reason);
        return true;
    }

    /** {@return whether the client was told that the server failed, which it is only while nothing was said} */
    synchronized boolean fail(ProblemCode code, Throwable cause) {
        if (stage != Stage.WAITING) {
            return false;
        }
        report.unreachable(code, cause);
        problem(code, "");
        return true;
    }

    /** The server's name leads nowhere. */
    synchronized void unresolved(ProblemCode code) {
        if (stage == Stage.WAITING) {
            report.unreachable(code, new UnknownHostException());
            problem(code, "dns");
        }
    }

    private void problem(ProblemCode code, String reason) {
        stage = Stage.OVER;
        try {
            answer.problem(response, request.id(), code, reason);
        } catch (IOException | IllegalStateException clientIsGone) {
            // Nobody is left to tell.
        } finally {
            async.complete();
        }
    }

    /** The relay has brought the answer to its end. */
    synchronized boolean end(boolean isLengthKnown) {
        if (stage != Stage.ANSWERING) {
            return false;
        }
        stage = Stage.OVER;
        report.end(Outcome.End.COMPLETE, null);
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
            // Nobody is left to tell.
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
            return fail(code, cause);
        }
        stage = Stage.OVER;
        report.failed(cause);
        report.end(Outcome.End.UPSTREAM_FAILED, code);
        Truncation.of(async);
        return true;
    }

    /** The client takes no more. {@return whether that is news} */
    synchronized boolean leave(Throwable cause) {
        if (stage == Stage.OVER) {
            return false;
        }
        boolean isAnswering = stage == Stage.ANSWERING;
        stage = Stage.OVER;
        report.failed(cause);
        report.end(Outcome.End.CLIENT_LEFT, null);
        if (isAnswering && response.isCommitted()) {
            Truncation.of(async);
        } else {
            async.complete();
        }
        return true;
    }
}
