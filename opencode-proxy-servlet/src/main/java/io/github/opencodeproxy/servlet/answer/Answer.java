package io.github.opencodeproxy.servlet.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.opencodeproxy.core.message.HeaderFilter;
import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.core.message.ResponseHeaders;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Answers of our own: JSON, and problems as RFC 9457 has them. A problem fits into the container's buffer, and its length
 * is left to the container, so sending one waits for nothing.
 */
public final class Answer {

    /** Reads and writes every JSON of this module; safe for use by many threads. */
    public static final ObjectMapper JSON = new ObjectMapper();

    /** What is too much now may be over with the next request that ends. */
    private static final String RETRY_SECONDS = "1";

    private static final HeaderFilter ISOLATION = ResponseHeaders.isolation();

    private final String version;

    /**
     * Makes the writer of our answers.
     *
     * @param version what {@code X-Opencode-Proxy} is to say
     */
    public Answer(String version) {
        this.version = version;
    }

    /**
     * Sends JSON.
     *
     * @param response the response, not committed
     * @param status the status
     * @param body the body
     * @throws IOException when the client is gone
     */
    public void json(HttpServletResponse response, int status, JsonNode body) throws IOException {
        send(response, status, "application/json", body);
    }

    /**
     * Sends a problem. Nothing of the request is reflected but its id.
     *
     * @param response the response, not committed
     * @param requestId our name for the request
     * @param code what was wrong
     * @param reason the finer reason, a fixed word; empty when there is none
     * @throws IOException when the client is gone
     */
    public void problem(HttpServletResponse response, String requestId, ProblemCode code, String reason)
            throws IOException {
        ObjectNode body = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("title", code.title())
                .put("status", code.status())
                .put("code", code.code())
                .put("detail", code.nextStep());
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        body.put("requestId", requestId);
        response.setHeader("X-Opencode-Proxy-Error", code.code());
        if (code.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE && !response.containsHeader("Retry-After")) {
            response.setHeader("Retry-After", RETRY_SECONDS);
        }
        send(response, code.status(), "application/problem+json", body);
    }

    /**
     * Sends the problem of a refusal, with the fields that it has.
     *
     * @param response the response, not committed
     * @param requestId our name for the request
     * @param refusal why it is refused
     * @throws IOException when the client is gone
     */
    public void refusal(HttpServletResponse response, String requestId, RequestRefusedException refusal)
            throws IOException {
        refusal.fields().forEach(response::setHeader);
        problem(response, requestId, refusal.code(), refusal.reason());
    }

    /**
     * Sends a status without a body.
     *
     * @param response the response, not committed
     * @param status the status
     */
    public void empty(HttpServletResponse response, int status) {
        response.setStatus(status);
        mark(response);
    }

    /**
     * Begins an event stream of our own. Nothing is sent yet.
     *
     * @param response the response, not committed
     */
    public void events(HttpServletResponse response) {
        head(response, HttpServletResponse.SC_OK, "text/event-stream");
        // Else nginx collects the events.
        response.setHeader("X-Accel-Buffering", "no");
    }

    /**
     * Says that this answer comes through us and not from a gateway in front.
     *
     * @param response the response, not committed
     */
    public void mark(HttpServletResponse response) {
        response.setHeader(ProxyVersion.HEADER, version);
    }

    private void send(HttpServletResponse response, int status, String type, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        head(response, status, type);
        response.getOutputStream().write(bytes);
    }

    private void head(HttpServletResponse response, int status, String type) {
        response.setStatus(status);
        mark(response);
        Headers headers = Headers.builder().add("Content-Type", type).build();
        ISOLATION.apply(headers).forEach(response::setHeader);
    }
}
