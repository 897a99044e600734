package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.BasePath;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Gives every request that may wait to the thread pool: static files, the lists, WebSocket handshakes, and requests with a
 * body, whose refusal is sent before it is known whether the client reads. A proxied request without a body waits for
 * nothing, so it stays on the thread that has read it, which saves waking another one for each; so do the
 * probes, which must be answered when no thread is free. Their answers are sent without waiting for the client.
 *
 * <p>Static files do not get every thread of the pool.
 */
final class WaitingHandler extends Handler.Wrapper {

    /** A quarter of the threads. */
    private static final int STATIC_THREADS = 16;

    private static final int STATIC_WAITING = 256;

    private static final Set<String> PROBES =
            Set.of("/healthz", "/readyz", "/api", "/api/kernels", "/api/terminals", "/api/status");
    private static final Set<String> NOT_STATIC = Set.of("/healthz", "/readyz", "/metrics", "/api");
    private static final String API = "/api/";
    private static final String BY_URL = "/api/proxy/";
    private static final String BY_KEY = "/api/servers/";
    private static final String PROXY = "/proxy/";

    private static final EnumSet<HttpHeader> ELSEWHERE =
            EnumSet.of(HttpHeader.UPGRADE, HttpHeader.CONTENT_LENGTH, HttpHeader.TRANSFER_ENCODING);

    private final BasePath basePath;
    private final StaticTurns turns = new StaticTurns(STATIC_THREADS, STATIC_WAITING);

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
        // "OPTIONS *" has none.
        String rawPath = Objects.requireNonNullElse(request.getHttpURI().getPath(), "*");
        String path = basePath.strip(rawPath, "");
        if (!request.getHeaders().contains(ELSEWHERE) && (isProxied(path) || PROBES.contains(path))) {
            return super.handle(request, response, callback);
        }
        Executor executor = request.getComponents().getExecutor();
        Runnable task = () -> handleThere(request, response, callback);
        if (!isStatic(request.getMethod(), path)) {
            executor.execute(task);
        } else if (!turns.run(executor, task)) {
            ContainerProblem.OVERLOADED.send(request, response, callback);
        }
        return true;
    }

    private static boolean isProxied(String path) {
        return path.startsWith(BY_URL) || (path.startsWith(BY_KEY) && path.contains(PROXY));
    }

    /** As the filter that answers them sees it, whatever the headers say. */
    private static boolean isStatic(String method, String path) {
        boolean isReading = HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method);
        return isReading && !path.startsWith(API) && !NOT_STATIC.contains(path);
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
