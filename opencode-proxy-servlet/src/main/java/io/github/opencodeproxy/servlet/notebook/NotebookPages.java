package io.github.opencodeproxy.servlet.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * {@code api/kernels}, {@code api/terminals}, {@code api/status} and {@code api}: what cullers and probes ask a notebook, in
 * Jupyter's words. Kubeflow's first controller reads the kernels, its second the status, and OpenShift AI probes {@code api}.
 * They need no proof and name no user and no server: whoever is in the mesh may ask. Safe for use by many threads.
 */
public final class NotebookPages {

    private static final Set<String> PATHS = Set.of("/api", "/api/", "/api/kernels", "/api/terminals", "/api/status");

    private final Activity activity;
    private final Answer answer;

    /**
     * Makes the pages.
     *
     * @param activity what they tell
     * @param answer writes them
     */
    public NotebookPages(Activity activity, Answer answer) {
        this.activity = activity;
        this.answer = answer;
    }

    /**
     * {@return whether a path is one of theirs}
     *
     * @param path the path below the base path
     */
    public static boolean has(String path) {
        return PATHS.contains(path);
    }

    /**
     * Answers whoever asks every minute: no request of a user's, and so neither counted nor logged.
     *
     * @param method the method
     * @param path the path below the base path
     * @param response the response
     * @return whether it is a read of one of theirs
     * @throws IOException when the client is gone
     */
    public boolean answers(String method, String path, HttpServletResponse response) throws IOException {
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        if (!isRead || !has(path)) {
            return false;
        }
        JsonNode body = switch (path) {
            case "/api/kernels" -> kernels();
            case "/api/terminals" -> terminals();
            case "/api/status" -> status();
            default -> Answer.JSON.createObjectNode().put("version", ProxyVersion.text());
        };
        answer.json(response, HttpServletResponse.SC_OK, body);
        return true;
    }

    /** One kernel always: of none the culler learns nothing, and so of a notebook that is used it would never know. */
    private JsonNode kernels() {
        Activity.Summary now = activity.now();
        ArrayNode kernels = Answer.JSON.createArrayNode();
        ObjectNode kernel = kernels.addObject()
                .put("id", "opencode")
                .put("name", "opencode")
                .put("last_activity", text(now.last()))
                .put("execution_state", now.isBusy() ? "busy" : "idle")
                .put("connections", now.connections());
        reasons(kernel, now);
        return kernels;
    }

    private JsonNode terminals() {
        ArrayNode terminals = Answer.JSON.createArrayNode();
        for (Terminal terminal : activity.terminals()) {
            terminals
                    .addObject()
                    .put("name", Long.toString(terminal.number()))
                    .put("last_activity", text(Instant.ofEpochMilli(terminal.lastOrOpenedMillis())));
        }
        return terminals;
    }

    private JsonNode status() {
        Activity.Summary now = activity.now();
        ObjectNode status = Answer.JSON
                .createObjectNode()
                .put("started", text(now.started()))
                .put("last_activity", text(now.last()))
                .put("connections", now.connections())
                .put("kernels", 1);
        reasons(status, now);
        return status;
    }

    private static void reasons(ObjectNode of, Activity.Summary now) {
        ArrayNode reasons = of.putArray("activity_reasons");
        now.reasons().forEach(reasons::add);
    }

    /** As Go reads RFC 3339. */
    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
