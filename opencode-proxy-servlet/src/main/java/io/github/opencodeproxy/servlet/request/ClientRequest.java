package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.identity.User;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the client asked for, read once. Nothing in it is decoded: path and query are the bytes of the request line.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param id our name for this request, 16 hexadecimal digits; appears in errors and logs
 * @param method the method, as sent
 * @param path the raw path below the base path, beginning with {@code /}, or {@code ""}
 * @param query the raw query without its {@code ?}, null when there is none
 * @param headers every header, in the order of the container
 * @param publicBase the base path as browsers see it, without a trailing slash; {@code ""} at the root
 * @param contentLength the announced body length in bytes, -1 when unknown or absent
 * @param user who makes it
 * @param hop how it came to us
 */
public record ClientRequest(
        String id,
        String method,
        String path,
        @Nullable String query,
        Headers headers,
        String publicBase,
        long contentLength,
        User user,
        Hop hop) {

    /** Takes the facts of a request that came nobody knows how. */
    public ClientRequest(
            String id,
            String method,
            String path,
            @Nullable String query,
            Headers headers,
            String publicBase,
            long contentLength,
            User user) {
        this(id, method, path, query, headers, publicBase, contentLength, user, Hop.UNKNOWN);
    }

    /** Takes the facts of a request of {@link User#ANONYMOUS}. */
    public ClientRequest(
            String id,
            String method,
            String path,
            @Nullable String query,
            Headers headers,
            String publicBase,
            long contentLength) {
        this(id, method, path, query, headers, publicBase, contentLength, User.ANONYMOUS);
    }

    /**
     * Reads a container's request.
     *
     * @param id our name for it; not null
     * @param request the container's request; not null
     * @param path its raw path below the base path; not null
     * @param publicBase the base path as browsers see it; not null
     * @param user who makes it; not null
     * @return the facts
     * @throws RequestRefusedException {@code request_malformed} when the container let a header through that is none
     */
    public static ClientRequest from(String id, HttpServletRequest request, String path, String publicBase, User user)
            throws RequestRefusedException {
        return new ClientRequest(
                id,
                request.getMethod(),
                path,
                request.getQueryString(),
                headersOf(request),
                publicBase,
                request.getContentLengthLong(),
                user,
                new Hop(Objects.requireNonNullElse(request.getRemoteAddr(), ""), request.getScheme()));
    }

    /** {@return a new name for a request, 16 hexadecimal digits} */
    public static String newId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static Headers headersOf(HttpServletRequest request) throws RequestRefusedException {
        Headers.Builder headers = Headers.builder();
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                add(headers, name, values.nextElement());
            }
        }
        return headers.build();
    }

    private static void add(Headers.Builder headers, String name, String value) throws RequestRefusedException {
        try {
            headers.add(name, value);
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "header");
        }
    }

    /** {@return its name and method; queries and headers hold secrets} */
    @Override
    public String toString() {
        return "ClientRequest[" + id + " " + method + "]";
    }

    /**
     * {@return whether a body follows the head} A request has one exactly when it says so (RFC 9112, 6).
     */
    public boolean hasBody() {
        return contentLength > 0 || headers.first("Transfer-Encoding").isPresent();
    }

    /**
     * {@return whether the client asks for a WebSocket (RFC 6455, 4.1)} Other protocols that it may offer, such as h2c, are
     * left aside as RFC 9110, 7.8 allows.
     */
    public boolean isUpgrade() {
        return headers.first("Upgrade").orElse("").equalsIgnoreCase("websocket");
    }

    /** {@return whether the client wants its connection closed after the answer (RFC 9112, 9.6)} */
    public boolean isLastOfConnection() {
        return headers.values("Connection").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
    }
}
