package io.github.opencodeproxy.sample;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers in place of Jetty's error pages: problem+json whatever the client accepts, without the path, the cause or a
 * stack trace.
 */
final class ProblemPage implements Request.Handler {

    private static final HttpField RETRY_SOON = new PreEncodedHttpField(HttpHeader.RETRY_AFTER, "1");
    private static final HttpField ALLOWED_METHODS =
            new PreEncodedHttpField(HttpHeader.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

    private final HttpFields fixed;

    ProblemPage(String version) {
        fixed = HttpFields.build()
                .put(HttpHeader.CONTENT_TYPE, "application/problem+json")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
                .put("X-Content-Type-Options", "nosniff")
                .put("X-Opencode-Proxy", version)
                .asImmutable();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        ContainerProblem problem = ContainerProblem.of(request, response);
        HttpFields.Mutable headers = response.getHeaders();
        fixed.forEach(headers::put);
        headers.put("X-Opencode-Proxy-Error", problem.code());
        if (response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE_503) {
            headers.put(RETRY_SOON);
        } else if (problem == ContainerProblem.METHOD_NOT_ALLOWED) {
            headers.put(ALLOWED_METHODS);
        }
        String id = String.format("%016x", ThreadLocalRandom.current().nextLong());
        byte[] body = problem.json(response.getStatus(), id).getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
