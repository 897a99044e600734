package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.LastBytes;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only one who speaks to the client of an exchange. The server's head, a failure, a time limit and the client's leaving
 * come from different threads: the lock lets one of them speak, and what was said decides whether another still may.
 * Nothing that is done under the lock waits, so the last bytes are sent without it (see {@link Registration}).
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
    private final Truncation truncation = new Truncation();
    private final Registration registration = new Registration();

    private @Nullable Upload upload;
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

    /** {@return how a listener is given to the container} */
    Registration registration() {
        return registration;
    }

    synchronized boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Tells whose reading has to stop before the client's request may end. {@return whether it has not ended yet} */
    synchronized boolean uploads(Upload body) {
        if (stage == Stage.OVER) {
            return false;
        }
        upload = body;
        return true;
    }

    /**
     * {@return whether the server's head was taken; nothing is sent yet}
     *
     * @param trailers the fields after a body of unknown length, asked for when it is whole
     */
    synchronized boolean begin(ResponseHead head, int status, Supplier<Map<String, String>> trailers) {
        if (stage != Stage.WAITING) {
            return false;
        }
        stage = Stage.ANSWERING;
        head.writeTo(response, request.method(), status);
        answer.mark(response);
        if (head.bodyLength(request.method(), status) < 0) {
            truncation.prepare(response, trailers);
        }
        if (isReading() || request.isLastOfConnection()) {
            closeAfterwards();
        }
        if (head.isEventStream()) {
            report.is(Outcome.Kind.EVENT_STREAM);
        }
        report.answered(status);
        return true;
    }

    /**
     * {@return whether the client was refused, which it is only while nothing was said}
     *
     * @param rule the policy's rule, for the listener
     */
    boolean refuse(RequestRefusedException refusal, String rule) {
        // Told first: a response that is complete is the container's to use again.
        return say(refusal, () -> report.denied(refusal.code(), rule));
    }

    /** {@return whether the client was told that the server failed, which it is only while nothing was said} */
    boolean fail(ProblemCode code, Throwable cause) {
        return say(new RequestRefusedException(code), () -> report.unreachable(code, cause));
    }

    /** The server's name leads nowhere. */
    void unresolved(ProblemCode code, String reason, Throwable cause) {
        say(new RequestRefusedException(code, reason), () -> report.unreachable(code, cause));
    }

    private boolean say(RequestRefusedException refusal, Runnable told) {
        Runnable last;
        synchronized (this) {
            if (stage != Stage.WAITING) {
                return false;
            }
            stage = Stage.OVER;
            told.run();
            last = write(refusal);
            registration.begin();
        }
        register(last);
        return true;
    }

    /** {@return what sends it} */
    private Runnable write(RequestRefusedException refusal) {
        try {
            if (request.hasBody()) {
                closeAfterwards();
            }
            answer.refusal(response, request.id(), refusal);
            if (upload != null && upload.isBroken()) {
                return this::sendAtOnce;
            }
            return request.hasBody() ? this::close : this::complete;
        } catch (IOException | IllegalStateException clientIsGone) {
            return this::complete;
        }
    }

    /** The relay has brought the answer to its end. */
    boolean end(boolean isLengthKnown) {
        Runnable last;
        synchronized (this) {
            if (stage != Stage.ANSWERING) {
                return false;
            }
            stage = Stage.OVER;
            report.end(Outcome.End.COMPLETE, null);
            if (isReading()) {
                last = this::close;
            } else {
                // Else a container would say that an answer to HEAD, whose length nobody knows, has a length of 0.
                last = isLengthKnown ? this::complete : this::flush;
            }
            registration.begin();
        }
        register(last);
        return true;
    }

    private void register(Runnable last) {
        try {
            last.run();
        } finally {
            registration.end();
        }
    }

    /** Gives a listener to the container. */
    private interface Step {

        void run() throws IOException;
    }

    /**
     * Tomcat closes the connection as soon as a call of its own returns in which it has met a broken body: a listener would be
     * called too late. Few bytes, and most often the first of the connection, so nobody waits.
     */
    private void sendAtOnce() {
        try {
            response.flushBuffer();
        } catch (IOException | IllegalStateException clientIsGone) {
            // Then there is nobody to tell.
        }
        complete();
    }

    private void close() {
        send(() -> LastBytes.close(response, this::complete));
    }

    private void flush() {
        send(() -> LastBytes.flush(response, this::complete));
    }

    private void send(Step step) {
        try {
            step.run();
        } catch (IOException | IllegalStateException clientIsGone) {
            complete();
        }
    }

    private synchronized boolean isReading() {
        return upload != null && !upload.isHandedOver();
    }

    /**
     * What is left of the client's body must not be taken for its next request. And a client that has asked for it must get
     * it: Jetty (12.1.12) forgets that when the head does not fit into its first buffer.
     */
    private void closeAfterwards() {
        response.setHeader("Connection", "close");
    }

    /** A container may take what is left of the body itself, so nobody else may be reading it. */
    private synchronized void complete() {
        if (upload == null) {
            async.complete();
        } else {
            upload.stop(async::complete);
        }
    }

    private void cut() {
        if (upload == null) {
            truncation.cut(async);
        } else {
            upload.stop(() -> truncation.cut(async));
        }
    }

    /** The relay cannot go on. What the container has buffered and not sent is taken back; what was sent is cut. */
    boolean breakOff(ProblemCode code, Throwable cause) {
        synchronized (this) {
            if (stage != Stage.ANSWERING) {
                return false;
            }
            if (response.isCommitted()) {
                stage = Stage.OVER;
                report.failed(cause);
                report.end(Outcome.End.UPSTREAM_FAILED, code);
                cut();
                return true;
            }
            response.reset();
            stage = Stage.WAITING;
        }
        return fail(code, cause);
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
            cut();
        } else {
            complete();
        }
        return true;
    }
}
