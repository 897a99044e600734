package io.github.opencodeproxy.servlet.assets;

import io.github.opencodeproxy.servlet.BasePath;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What decides about the answer of a static request.
 *
 * @param method as sent
 * @param path below the base: {@code ""}, or beginning with a slash; undecoded
 * @param rawPath the whole path of the request line; undecoded
 * @param query without its question mark, null when absent; undecoded
 * @param fetchMode the value of {@code Sec-Fetch-Mode}, null when absent
 * @param accept the value of {@code Accept}, null when absent
 */
record StaticRequest(
        String method,
        String path,
        String rawPath,
        @Nullable String query,
        @Nullable String fetchMode,
        @Nullable String accept) {

    static StaticRequest from(HttpServletRequest request, BasePath base) {
        String rawPath = request.getRequestURI();
        return new StaticRequest(
                request.getMethod(),
                base.strip(rawPath, request.getContextPath()),
                rawPath,
                request.getQueryString(),
                request.getHeader("Sec-Fetch-Mode"),
                request.getHeader("Accept"));
    }

    /** {@return whether the servlet behind the filter has to answer: the API, the probes, and every other method} */
    boolean isForServlet() {
        boolean isRead = method.equals("GET") || method.equals("HEAD");
        return !isRead
                || path.startsWith("/api/")
                || switch (path) {
                    case "/api", "/healthz", "/readyz", "/metrics" -> true;
                    default -> false;
                };
    }

    /**
     * {@return whether a browser wants to show the answer} Browsers say so by {@code Sec-Fetch-Mode} over HTTPS and on
     * loopback, else by {@code Accept}. A misdirected API call must get a 404 and never a page with status 200, which
     * clients take for an answer.
     */
    boolean isPageWanted() {
        if (fetchMode != null) {
            return fetchMode.equals("navigate");
        }
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    /** {@return whether the landing page is meant} Probes and tools, which say nothing, may have it too. */
    boolean isLandingWanted() {
        return path.equals("/") && (fetchMode == null || isPageWanted());
    }
}
