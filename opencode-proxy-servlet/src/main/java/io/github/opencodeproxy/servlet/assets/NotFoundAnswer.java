package io.github.opencodeproxy.servlet.assets;

import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A 404 of ours, for a person as a page, for a program as a problem. Nothing of the request is in it.
 *
 * @param page the page, empty for a problem
 * @param reason what a problem says besides, a constant of ours, may be empty
 */
record NotFoundAnswer(String page, String reason) implements StaticAnswer {

    private static final Answer ANSWER = new Answer(ProxyVersion.text());

    /**
     * For a navigation.
     *
     * @param up the way to the base, made of dots and slashes
     */
    static NotFoundAnswer page(String up) {
        return new NotFoundAnswer(
                "<!doctype html><html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\">"
                        + "<title>Not found</title><p>There is no page at this address. "
                        + "<a href=\"" + up + "\">Go to OpenCode</a>\n",
                "");
    }

    /** For a program. */
    static NotFoundAnswer problem() {
        return problem("");
    }

    /** For a program, with a reason that is a constant of ours. */
    static NotFoundAnswer problem(String reason) {
        return new NotFoundAnswer("", reason);
    }

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (page.isEmpty()) {
            ANSWER.problem(response, ClientRequest.newId(), ProblemCode.NOT_FOUND, reason);
            return;
        }
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setHeader("X-Opencode-Proxy-Error", ProblemCode.NOT_FOUND.code());
        response.setContentType("text/html; charset=utf-8");
        StaticHeaders.cache(response, CachePolicy.NEVER);
        StaticAnswer.writeBody(request, response, page.getBytes(StandardCharsets.UTF_8));
    }
}
