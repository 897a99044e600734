package io.github.opencodeproxy.sample;

import java.util.Arrays;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What the container refuses before a servlet sees it, in the words of the wire contract: the stable code, what went
 * wrong, and what to do about it.
 */
enum ContainerProblem {
    REQUEST_MALFORMED(
            400, "request_malformed", "The request cannot be understood", "Check the request line and the headers."),
    NOT_FOUND(404, "not_found", "Nothing here", "See the documentation for the routes."),
    METHOD_NOT_ALLOWED(405, "method_not_allowed", "Method not allowed", "Use GET, HEAD, POST, PUT, PATCH or DELETE."),
    REQUEST_TIMEOUT(408, "request_timeout", "The request took too long to arrive", "Send it again."),
    BODY_TOO_LARGE(413, "body_too_large", "The request body is too large", "Send less."),
    URI_TOO_LONG(414, "uri_too_long", "The request line is too long", "Keep path and query within 16 KiB."),
    EXPECTATION_FAILED(417, "expectation_failed", "Unknown expectation", "Only 100-continue is understood."),
    HEADERS_TOO_LARGE(431, "headers_too_large", "The headers are too large", "Keep them within 32 KiB and 100 fields."),
    METHOD_UNKNOWN(501, "method_unknown", "Method not known", "Use GET, HEAD, POST, PUT, PATCH or DELETE."),
    DRAINING(503, "draining", "The proxy is stopping", "Try again in a moment."),
    OVERLOADED(503, "overloaded", "Too much at a time", "Try again in a moment."),
    INTERNAL_ERROR(500, "internal_error", "The proxy failed", "Try again; if it repeats, look at its log.");

    private static final String ATTRIBUTE = ContainerProblem.class.getName();

    private final int status;
    private final String code;
    private final String title;
    private final String detail;

    ContainerProblem(int status, String code, String title, String detail) {
        this.status = status;
        this.code = code;
        this.title = title;
        this.detail = detail;
    }

    /** Answers with this one, where another has the same status. */
    void send(Request request, Response response, Callback callback) {
        request.setAttribute(ATTRIBUTE, this);
        Response.writeError(request, response, callback, status);
    }

    /** The problem of an answer. */
    static ContainerProblem of(Request request, Response response) {
        return request.getAttribute(ATTRIBUTE) instanceof ContainerProblem chosen ? chosen : of(response.getStatus());
    }

    /** The problem of a status; another 4xx is the client's mistake, anything else ours. */
    static ContainerProblem of(int status) {
        return Arrays.stream(values())
                .filter(problem -> problem.status == status)
                .findFirst()
                .orElse(status >= 400 && status < 500 ? REQUEST_MALFORMED : INTERNAL_ERROR);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** {@return the body of RFC 9457} Nothing of the request is in it but the id. */
    String json(int sentStatus, String requestId) {
        return "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + sentStatus + ",\"code\":\"" + code
                + "\",\"detail\":\"" + detail + "\",\"requestId\":\"" + requestId + "\"}";
    }
}
