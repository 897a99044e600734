package io.github.opencodeproxy.sample;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /metrics}, on the management port when there is one and else beside everything; and on the management port
 * nothing else but the probes. Never below the base path: browsers have no business with it, and a gateway that hands the
 * whole path on does not let them have any.
 */
final class Management extends Handler.Wrapper {

    private static final String METRICS = "/metrics";
    private static final Set<String> PROBES = Set.of("/healthz", "/readyz");
    private static final HttpFields FIXED = HttpFields.build()
            .put(HttpHeader.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
            .put(HttpHeader.CACHE_CONTROL, "no-store")
            .put("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
            .put("Cross-Origin-Resource-Policy", "same-origin")
            .put("X-Content-Type-Options", "nosniff")
            .asImmutable();

    private final @Nullable Connector connector;
    private final Supplier<String> metrics;

    /**
     * Stands in front of everything.
     *
     * @param connector the management port; null when there is none
     * @param metrics the metrics as text
     */
    Management(@Nullable Connector connector, Supplier<String> metrics, Handler next) {
        super(next);
        this.connector = connector;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connector asked = request.getConnectionMetaData().getConnector();
        boolean isManagement = asked == connector;
        String path = request.getHttpURI().getPath();
        boolean isReading = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (METRICS.equals(path) && isReading && (isManagement || connector == null)) {
            FIXED.forEach(response.getHeaders()::put);
            response.write(true, ByteBuffer.wrap(metrics.get().getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }
        if (isManagement && !(isReading && PROBES.contains(path))) {
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        return super.handle(request, response, callback);
    }
}
