package io.github.opencodeproxy.servlet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.servlet.answer.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * {@code /healthz} and {@code /readyz}: answered by this process alone, whatever the sandboxes do. Safe for use by many
 * threads.
 */
final class Probes {

    private static final Map<String, JsonNode> ANSWERS = Map.of(
            "/healthz", Answer.JSON.createObjectNode().put("status", "live"),
            "/readyz", Answer.JSON.createObjectNode().put("status", "ready"));

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
     * {@return whether a path is a probe's}
     *
     * @param path the path below the base path
     */
    static boolean has(String path) {
        return ANSWERS.containsKey(path);
    }

    /**
     * Answers a probe.
     *
     * @param method the method
     * @param path the path below the base path
     * @param response the response
     * @return whether it is a read of a probe's path
     * @throws IOException when the client is gone
     */
    boolean answers(String method, String path, HttpServletResponse response) throws IOException {
        JsonNode state = ANSWERS.get(path);
        if (state == null || !(method.equals("GET") || method.equals("HEAD"))) {
            return false;
        }
        answer.json(response, HttpServletResponse.SC_OK, state);
        return true;
    }
}
