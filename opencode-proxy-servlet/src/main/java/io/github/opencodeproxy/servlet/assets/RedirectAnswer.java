package io.github.opencodeproxy.servlet.assets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A redirect on this host.
 *
 * @param location relative (RFC 9110 10.2.2 allows it): we do not know the address that the browser sees, and
 *     {@code sendRedirect} would make an absolute one of {@code Host}
 */
record RedirectAnswer(String location) implements StaticAnswer {

    private static final int PERMANENT_REDIRECT = 308;

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(PERMANENT_REDIRECT);
        response.setHeader("Location", location);
        StaticHeaders.cache(response, CachePolicy.NEVER);
        response.setContentLength(0);
    }
}
