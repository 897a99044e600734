package io.github.opencodeproxy.servlet.exchange;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
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
            if (isUndertow(response)) {
                response.setHeader("Transfer-Encoding", "chunked");
            }
        } catch (IllegalStateException | UnsupportedOperationException notChunked) {
            // To HTTP/1.0: the end of the connection is the end of the body, and no container resets the connection.
        }
    }

    /**
     * {@return whether it would send no chunks to a client that says {@code Connection: close}, unless it is told to} The
     * others send them when there are trailers; Tomcat would say it twice. By the class, because a server that has Undertow
     * inside goes by another name.
     */
    private static boolean isUndertow(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return inner.getClass().getName().startsWith("io.undertow.");
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
