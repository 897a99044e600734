package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;

/** What to tell a client whose body could not be read to its end. */
public final class UnreadBody {

    private UnreadBody() {}

    /**
     * {@return the refusal: what it sent is no body, or it takes too long}
     *
     * @param failure what the container says
     */
    public static RequestRefusedException refusal(Throwable failure) {
        boolean isSlow = false;
        // Containers wrap what they threw.
        for (Throwable cause = failure; cause != null && !isSlow; cause = cause.getCause()) {
            isSlow = cause instanceof TimeoutException || cause instanceof SocketTimeoutException;
        }
        return new RequestRefusedException(
                isSlow ? ProblemCode.REQUEST_TIMEOUT : ProblemCode.REQUEST_MALFORMED, "body");
    }
}
