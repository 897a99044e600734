package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.message.Headers;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * What no request may be, whatever it asks for: a message whose end two parsers can see in different places, or more than
 * a head should hold. Containers differ in what they let through; what one has hidden from us it has settled itself.
 */
public final class RequestRules {

    /** The longest path and query, in characters. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    public static final int MAX_URI_CHARACTERS = 16 * 1024;

    /** The most header lines. */
    public static final int MAX_FIELDS = 100;

    private RequestRules() {}

    /**
     * Checks a request before anything is done with it.
     *
     * @param request the request; not null
     * @param servletRequest the same, as the container has it; not null
     * @throws RequestRefusedException {@code uri_too_long}, {@code headers_too_large} or {@code request_malformed}
     */
    public static void check(ClientRequest request, HttpServletRequest servletRequest) throws RequestRefusedException {
        String query = request.query();
        int length = servletRequest.getRequestURI().length() + (query == null ? 0 : query.length() + 1);
        if (length > MAX_URI_CHARACTERS) {
            throw new RequestRefusedException(ProblemCode.URI_TOO_LONG);
        }
        if (request.headers().size() > MAX_FIELDS) {
            throw new RequestRefusedException(ProblemCode.HEADERS_TOO_LARGE);
        }
        checkFraming(request.method(), request.headers(), servletRequest.getProtocol());
        checkHost(request.headers(), servletRequest.getProtocol());
    }

    /**
     * RFC 9112, 6.1 and 6.3: the tools of request smuggling. No client that means well needs any of them. In HTTP/2 only a
     * length says beforehand that there is a body, and without knowing it would be left behind.
     */
    private static void checkFraming(String method, Headers headers, String protocol) throws RequestRefusedException {
        List<String> codings = headers.values("Transfer-Encoding");
        List<String> lengths = headers.values("Content-Length");
        boolean isChunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
        if (!codings.isEmpty() && (!isChunked || !lengths.isEmpty() || protocol.equals("HTTP/1.0"))) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "transfer-encoding");
        }
        boolean mayHideBody = protocol.startsWith("HTTP/2") && lengths.isEmpty() && WITH_BODY.contains(method);
        if (lengths.size() > 1 || mayHideBody) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "content-length");
        }
    }

    /** RFC 9112, 3.2. HTTP/2 has none: its authority is not a header. */
    private static void checkHost(Headers headers, String protocol) throws RequestRefusedException {
        int hosts = headers.values("Host").size();
        if (hosts > 1 || (hosts == 0 && protocol.equals("HTTP/1.1"))) {
            throw new RequestRefusedException(ProblemCode.REQUEST_MALFORMED, "host");
        }
    }
}
