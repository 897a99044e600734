package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.message.Headers;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The head that a client gets to see of a server's answer.
 *
 * @param headers filtered, isolated, with its {@code Location} rewritten
 */
public record ResponseHead(Headers headers) {

    private static final String EVENT_STREAM = "text/event-stream";

    /**
     * Jetty keeps a response's buffer for as long as it lasts, and sends a longer write in pieces of its size: too small a
     * buffer makes a chunk of each byte.
     */
    private static final int EVENT_BUFFER_BYTES = 4 * 1024;

    /**
     * Sets the status and the headers; nothing is sent yet. The length of a body is the relay's to announce.
     *
     * @param response the response, not committed
     * @param method the method of the request
     * @param status the status
     */
    public void writeTo(HttpServletResponse response, String method, int status) {
        // A 204 has none (RFC 9110, 8.6).
        boolean isLengthDropped = status == 204 || !isBodiless(method, status);
        response.setStatus(status);
        headers.forEach((name, value) -> {
            // The container has set its own Date already.
            if (name.equalsIgnoreCase("Date")) {
                response.setHeader(name, value);
            } else if (!isLengthDropped || !name.equalsIgnoreCase("Content-Length")) {
                response.addHeader(name, value);
            }
        });
        if (isEventStream()) {
            // Tells nginx not to gather events
            // (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
            response.setHeader("X-Accel-Buffering", "no");
            response.setBufferSize(EVENT_BUFFER_BYTES);
        }
    }

    boolean isEventStream() {
        String type = headers.first("Content-Type").orElse("");
        return type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** {@return whether comments may be put between the events} */
    boolean isPlainEventStream() {
        return isEventStream()
                && headers.values("Content-Encoding").stream().allMatch(coding -> coding.equalsIgnoreCase("identity"));
    }

    /** {@return whether it is said how long the body is, or would be} */
    boolean isLengthKnown(String method, int status) {
        return status == 204
                || !isBodiless(method, status)
                || headers.first("Content-Length").isPresent();
    }

    private static boolean isBodiless(String method, int status) {
        return method.equals("HEAD") || status == 204 || status == 304;
    }

    /** {@return how many bytes of body will follow, -1 when only the end will tell (RFC 9112, 6.3)} */
    long bodyLength(String method, int status) {
        if (isBodiless(method, status)) {
            return 0;
        }
        try {
            return Long.parseLong(headers.first("Content-Length").orElse("-1"));
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
