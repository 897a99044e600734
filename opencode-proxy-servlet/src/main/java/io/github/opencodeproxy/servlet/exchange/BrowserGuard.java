package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Demands proof that no foreign page made a request.
 *
 * <p>Fetch Metadata decides where the browser sends it, {@code Origin} where it does not (after the idea of Go 1.25's
 * CrossOriginProtection, but GET is not exempt: a GET here starts a request to a machine that runs code). A request with
 * neither is let through only with a header that a page cannot send without a preflight, which is never granted, or from
 * a client that is no browser.
 *
 * <pre>{@code
 * Sec-Fetch-Site   Origin        other                          verdict
 * same-origin      own or none                                  passes
 * anything else                                                 cross_site
 *                  own                                          passes
 *                  foreign                                      cross_site
 *                                X-Opencode-Proxy: 1            passes
 *                                User-Agent: curl/8             passes
 *                                User-Agent: Mozilla/5.0        cross_site
 * }</pre>
 */
public final class BrowserGuard {

    private static final Set<String> DESTINATIONS = Set.of("empty", "websocket");

    /** Sent with the load of a worker's script, a prefetch, a prerender and a preview. */
    private static final List<String> SPECULATIVE =
            List.of("Service-Worker", "Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

    private final Set<String> publicOrigins;
    private final Set<String> publicHosts;

    /**
     * Makes a guard.
     *
     * @param publicOrigins the origins under which we are published, such as {@code https://kf.example.com}; empty when
     *     the host of {@code Origin} is to equal {@code Host} instead
     */
    public BrowserGuard(Set<String> publicOrigins) {
        this.publicOrigins = Set.copyOf(publicOrigins);
        this.publicHosts = publicOrigins.stream().map(BrowserGuard::hostOf).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Checks a request.
     *
     * @param request the request
     * @throws RequestRefusedException {@code host_denied} or {@code cross_site}
     */
    public void check(ClientRequest request) throws RequestRefusedException {
        Headers headers = request.headers();
        if (!publicHosts.isEmpty()
                && !publicHosts.contains(lower(headers.first("Host").orElse("")))) {
            throw new RequestRefusedException(ProblemCode.HOST_DENIED);
        }
        if (isDocumentLoad(headers) || !isProven(request, headers)) {
            throw new RequestRefusedException(ProblemCode.CROSS_SITE);
        }
    }

    /** What a server answers must never become a page, a frame, a script or a worker of our origin. */
    private static boolean isDocumentLoad(Headers headers) {
        return !DESTINATIONS.containsAll(headers.values("Sec-Fetch-Dest"))
                || headers.values("Sec-Fetch-Mode").contains("navigate")
                || SPECULATIVE.stream().anyMatch(name -> headers.first(name).isPresent());
    }

    private boolean isProven(ClientRequest request, Headers headers) {
        List<String> sites = headers.values("Sec-Fetch-Site");
        List<String> origins = headers.values("Origin");
        for (String site : sites) {
            if (!site.equals("same-origin")) {
                return false;
            }
        }
        for (String origin : origins) {
            if (!isOwn(origin, headers)) {
                return false;
            }
        }
        // Browsers always send Origin with a WebSocket: its absence there proves nothing.
        boolean isShownByBrowser = !origins.isEmpty() || (!sites.isEmpty() && !request.isUpgrade());
        return isShownByBrowser || isNoPage(headers);
    }

    private boolean isOwn(String origin, Headers headers) {
        if (!publicOrigins.isEmpty()) {
            return publicOrigins.contains(origin);
        }
        // Gateways end TLS, so the scheme that the browser used is not known here.
        String host = lower(headers.first("Host").orElse(""));
        return !host.isEmpty() && hostOf(origin).equals(host);
    }

    private static boolean isNoPage(Headers headers) {
        if (!headers.first("Sec-Fetch-Mode").orElse("cors").equals("cors")) {
            return false;
        }
        if (headers.first("X-Target-Server").isPresent()
                || headers.values("X-Opencode-Proxy").contains("1")) {
            return true;
        }
        String agent = headers.first("User-Agent").orElse("Mozilla/");
        return !agent.isEmpty() && !agent.startsWith("Mozilla/");
    }

    /** The host and port of an origin; the text itself, which equals no host, when it is none. */
    private static String hostOf(String origin) {
        if (origin.startsWith("http://")) {
            return lower(origin.substring("http://".length()));
        }
        return origin.startsWith("https://") ? lower(origin.substring("https://".length())) : "\0";
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
