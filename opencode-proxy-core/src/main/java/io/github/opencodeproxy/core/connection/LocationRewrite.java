package io.github.opencodeproxy.core.connection;

import io.github.opencodeproxy.core.message.InvalidRequestPathException;
import io.github.opencodeproxy.core.message.RequestPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the place that an upstream names in {@code Location}, {@code Content-Location} or {@code Link} into the place
 * where the browser reaches it. Only a reference to the same server, under its base path, has such a place; any other
 * would send the browser elsewhere or tell it the cluster's names, so it is dropped.
 *
 * <pre>
 * server http://sandbox:4096/base, request /a, public base /nb/proxy
 * /base/x?y#z                  /nb/proxy/x?y#z
 * http://SANDBOX:4096/base/x   /nb/proxy/x
 * x                            /nb/proxy/x    (RFC 3986, 5.2)
 * ../x  /basement  https://evil/  //evil/  /\evil  javascript:x     dropped
 * </pre>
 */
public final class LocationRewrite {
    private LocationRewrite() {}

    /**
     * Rewrites a reference.
     *
     * @param location the reference as it came
     * @param server the server that sent it
     * @param requestPath the raw path that was asked for, relative to the server's base path, beginning with a slash
     * @param publicBase the path under which the browser reaches the server's base path, not ending in a slash
     * @return a path-absolute reference of our own origin, or empty if the field must be dropped
     */
    public static Optional<String> rewrite(String location, ServerUrl server, String requestPath, String publicBase) {
        if (location.isEmpty() || !isPlain(location)) {
            return Optional.empty();
        }
        String local = withoutOrigin(location, server);
        if (local == null) {
            return Optional.empty();
        }
        Reference reference = Reference.of(local).resolve(server.basePath() + requestPath);
        String path = reference.path();
        String base = server.basePath();
        boolean under = path.startsWith(base) && (path.length() == base.length() || path.charAt(base.length()) == '/');
        if (!under) {
            return Optional.empty();
        }
        return forwardable(path.substring(base.length()), reference.query())
                .map(rest -> publicBase + rest + reference.fragment());
    }

    /**
     * Rewrites a Link field (RFC 8288), of which only pagination crosses.
     *
     * @param link the field value as it came
     * @param server the server that sent it
     * @param requestPath the raw path that was asked for, relative to the server's base path
     * @param publicBase the path under which the browser reaches the server's base path
     * @return the links with the relations first, prev, next and last, rewritten; or empty if none is left
     */
    public static Optional<String> rewriteLink(String link, ServerUrl server, String requestPath, String publicBase) {
        StringBuilder kept = new StringBuilder();
        for (PageLink page : PageLink.parse(link)) {
            rewrite(page.target(), server, requestPath, publicBase)
                    .ifPresent(target -> kept.append(kept.isEmpty() ? "<" : ", <")
                            .append(target)
                            .append(">; rel=\"")
                            .append(page.relation())
                            .append('"'));
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept.toString());
    }

    /** Returns the reference from its path on, or null if it names another server. */
    private static @Nullable String withoutOrigin(String location, ServerUrl server) {
        int scheme = schemeEnd(location);
        if (scheme < 0 && !location.startsWith("//")) {
            return location;
        }
        if (scheme >= 0 && !location.startsWith("//", scheme + 1)) {
            return null;
        }
        int authorityEnd = Reference.end(location, scheme + 3, "/?#");
        String origin = location.substring(0, authorityEnd);
        try {
            ServerUrl named = ServerUrl.parse(scheme < 0 ? server.scheme() + ':' + origin : origin);
            String rest = location.substring(authorityEnd);
            // an empty path after an authority is the root (RFC 9110, 4.2.3)
            return named.origin().equals(server.origin()) ? (rest.startsWith("/") ? rest : '/' + rest) : null;
        } catch (InvalidServerUrlException e) {
            return null;
        }
    }

    /** The colon that ends a scheme, or -1: none comes after a slash, question mark or hash (RFC 3986, 4.2). */
    private static int schemeEnd(String location) {
        int end = Reference.end(location, 0, ":/?#");
        return end < location.length() && location.charAt(end) == ':' ? end : -1;
    }

    private static Optional<String> forwardable(String rest, @Nullable String query) {
        try {
            if (rest.isEmpty()) {
                RequestPath root = RequestPath.parse("/", query);
                return Optional.of(root.query().map(q -> '?' + q).orElse(""));
            }
            return Optional.of(RequestPath.parse(rest, query).underBase(""));
        } catch (InvalidRequestPathException e) {
            return Optional.empty();
        }
    }

    /** Visible ASCII without what browsers repair or a header or an attribute could end at. */
    private static boolean isPlain(String location) {
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '<' || c == '>' || c == '"') {
                return false;
            }
        }
        return true;
    }
}
