package io.github.opencodeproxy.servlet.assets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** One kind of answer to a GET or HEAD. HEAD gets the same headers, {@code Content-Length} included (RFC 9110 9.3.2). */
@FunctionalInterface
interface StaticAnswer {

    /**
     * Writes status, headers and body. Headers that every static answer has are there already.
     *
     * @throws IOException when the client left or the class path cannot be read
     */
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Writes a whole body that is in memory. */
    static void writeBody(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        if (!isHead(request)) {
            response.getOutputStream().write(body);
        }
    }

    static boolean isHead(HttpServletRequest request) {
        return request.getMethod().equals("HEAD");
    }

    /** {@return the values of all fields of that name, in order} */
    static List<String> values(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    /** {@return what the client's preconditions ask for} */
    static ConditionalGet.Outcome precondition(HttpServletRequest request, String entityTag) {
        return ConditionalGet.evaluate(values(request, "If-Match"), values(request, "If-None-Match"), entityTag);
    }
}
