package io.github.opencodeproxy.core.connection;

import java.util.Optional;

/** Turns where an upstream points into where the browser finds it. */
public final class LocationRewrite {
    private LocationRewrite() {}

    public static Optional<String> rewrite(String location, ServerUrl server, String requestPath, String publicBase) {
        return Optional.empty();
    }

    public static Optional<String> rewriteLink(String link, ServerUrl server, String requestPath, String publicBase) {
        return Optional.empty();
    }
}
