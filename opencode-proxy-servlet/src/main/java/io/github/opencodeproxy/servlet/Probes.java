package io.github.opencodeproxy.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.servlet.answer.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /healthz} and {@code /readyz}: answered by this process alone, whatever the sandboxes do. Safe for use by many
 * threads.
 */
final class Probes {

    private static final JsonNode LIVE = Answer.JSON.createObjectNode().put("status", "live");
    private static final JsonNode READY = Answer.JSON.createObjectNode().put("status", "ready");

    private final Answer answer;

    /**
     * Makes the probes.
     *
     * @param answer writes them
     */
    Probes(Answer answer) {
        this.answer = answer;
    }

    /**
     * Answers a probe.
     *
     * @param path the path below the base path
     * @param response the response
     * @return whether the path is a probe's
     * @throws IOException when the client is gone
     */
    boolean answers(String path, HttpServletResponse response) throws IOException {
        if (path.equals("/healthz")) {
            answer.json(response, HttpServletResponse.SC_OK, LIVE);
            return true;
        }
        if (path.equals("/readyz")) {
            answer.json(response, HttpServletResponse.SC_OK, READY);
            return true;
        }
        return false;
    }
}
