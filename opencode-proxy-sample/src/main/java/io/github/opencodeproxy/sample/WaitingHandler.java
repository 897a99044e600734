package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.BasePath;
import java.util.EnumSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives every request that may wait to the thread pool: static files, the lists, WebSocket handshakes, and requests with a
 * body, whose refusal is sent before it is known whether the client reads. A proxied request without a body waits for
 * nothing, so it stays on the thread that has read it, which saves waking another one for each.
 */
final class WaitingHandler extends Handler.Wrapper {

    private static final String BY_URL = "/api/proxy/";
    private static final String BY_KEY = "/api/servers/";
    private static final String PROXY = "/proxy/";

    private static final EnumSet<HttpHeader> ELSEWHERE =
            EnumSet.of(HttpHeader.UPGRADE, HttpHeader.CONTENT_LENGTH, HttpHeader.TRANSFER_ENCODING);

    private final BasePath basePath;

    WaitingHandler(BasePath basePath, Handler next) {
        super(next);
        this.basePath = basePath;
    }

    /** What may wait waits elsewhere, whatever the handlers behind say of themselves. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (isProxied(request)) {
            return super.handle(request, response, callback);
        }
        request.getComponents().getExecutor().execute(() -> handleThere(request, response, callback));
        return true;
    }

    private boolean isProxied(Request request) {
        // "OPTIONS *" has none.
        String rawPath = request.getHttpURI().getPath();
        if (rawPath == null || request.getHeaders().contains(ELSEWHERE)) {
            return false;
        }
        String path = basePath.strip(rawPath, "");
        return path.startsWith(BY_URL) || (path.startsWith(BY_KEY) && path.contains(PROXY));
    }

    private void handleThere(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable failure) {
            Response.writeError(request, response, callback, failure);
        }
    }
}
