package io.github.opencodeproxy.servlet.assets;

import io.github.opencodeproxy.servlet.answer.ProxyVersion;
import jakarta.servlet.http.HttpServletResponse;

/** The headers that every answer of the static side has. */
final class StaticHeaders {

    /**
     * No inline scripts at all. {@code frame-ancestors 'self'}: Kubeflow's dashboard shows notebooks in a frame of its own
     * origin, and opens them from there, which is why there is no {@code Cross-Origin-Opener-Policy} either. Files carry
     * it too, because a worker is bound by the policy of its own script and an image by its own when it is opened alone.
     */
    static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data:",
            "connect-src 'self' data:",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "object-src 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'");

    private StaticHeaders() {}

    static void apply(HttpServletResponse response) {
        response.setHeader(ProxyVersion.HEADER, ProxyVersion.text());
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        // Addresses of pages name users' directories. Origin on fetches and WebSockets does not depend on this policy.
        response.setHeader("Referrer-Policy", "no-referrer");
    }

    static void cache(HttpServletResponse response, CachePolicy policy) {
        response.setHeader("Cache-Control", policy.value());
    }
}
