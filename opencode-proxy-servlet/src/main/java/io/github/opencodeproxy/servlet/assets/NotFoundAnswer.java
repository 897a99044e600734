package io.github.opencodeproxy.servlet.assets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A 404 of ours, for a person as a page, for a program as a problem (RFC 9457). Nothing of the request is in it. */
record NotFoundAnswer(String type, String body) implements StaticAnswer {

    /**
     * For a navigation.
     *
     * @param up the way to the base, made of dots and slashes
     */
    static NotFoundAnswer page(String up) {
        return new NotFoundAnswer(
                "text/html; charset=utf-8",
                "<!doctype html><html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\">"
                        + "<title>Not found</title><p>There is no page at this address. "
                        + "<a href=\"" + up + "\">Go to OpenCode</a>\n");
    }

    static NotFoundAnswer problem() {
        return problem("There is nothing at this address");
    }

    /**
     * For a program.
     *
     * @param detail a constant of ours that needs no escape in JSON
     */
    static NotFoundAnswer problem(String detail) {
        return new NotFoundAnswer(
                "application/problem+json",
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"code\":\"not_found\",\"detail\":\""
                        + detail + "\"}");
    }

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setHeader("X-Opencode-Proxy-Error", "not_found");
        response.setContentType(type);
        StaticHeaders.cache(response, CachePolicy.NEVER);
        StaticAnswer.writeBody(request, response, body.getBytes(StandardCharsets.UTF_8));
    }
}
