package io.github.opencodeproxy.servlet.exchange;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ends a response that has begun so that the client sees it was cut: the connection closes without the last chunk. The
 * servlet API has no call for it (jakarta servlet issue 98). Jetty takes an error of -1. The others close when a servlet
 * throws; but Undertow ends a chunked response properly before that, unless asking for its trailers fails too. One for
 * each response.
 */
public final class Truncation {

    private static final String MARK = Truncation.class.getName();

    private volatile boolean isCut;

    Truncation() {}

    /**
     * Makes ready to cut a response. Only for one that will be chunked: Tomcat sends in chunks whatever has trailers.
     *
     * @param response the response, not committed
     * @param trailers asked for at the end of a response that is whole; must not return null (Undertow)
     */
    void prepare(HttpServletResponse response, Supplier<Map<String, String>> trailers) {
        try {
            response.setTrailerFields(() -> {
                if (isCut) {
                    throw new IllegalStateException("The answer broke: it has no end");
                }
                return trailers.get();
            });
        } catch (IllegalStateException | UnsupportedOperationException notChunked) {
            // Of HTTP/1.0 the end of the connection is the end of the body; there is nothing to be told apart.
        }
    }

    /** Cuts a response that is committed. The container closes the connection. */
    void cut(AsyncContext async) {
        isCut = true;
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
            throw new IOException("The answer broke: the connection is closed");
        }
    }
}
