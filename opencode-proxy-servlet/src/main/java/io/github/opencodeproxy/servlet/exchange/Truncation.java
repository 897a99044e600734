package io.github.opencodeproxy.servlet.exchange;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Ends a response that has begun so that the client sees it was cut: the connection closes without the last chunk. The
 * servlet API has no call for it (jakarta servlet issue 98); Jetty takes an error of -1, other containers a servlet that
 * throws.
 */
public final class Truncation {

    private static final String MARK = Truncation.class.getName();

    private Truncation() {}

    static void of(AsyncContext async) {
        HttpServletResponse response = (HttpServletResponse) async.getResponse();
        try {
            response.sendError(-1);
            async.complete();
        } catch (IOException | IllegalStateException | IllegalArgumentException notJetty) {
            async.getRequest().setAttribute(MARK, true);
            async.dispatch();
        }
    }

    /**
     * Throws when the container has come back with a request that is to be cut.
     *
     * @param request the container's request
     * @throws IOException for the container to close the connection
     */
    public static void throwIfCut(HttpServletRequest request) throws IOException {
        if (request.getAttribute(MARK) != null) {
            throw new IOException("The upstream's body broke");
        }
    }
}
