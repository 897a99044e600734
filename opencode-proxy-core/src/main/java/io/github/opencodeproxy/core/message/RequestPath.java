package io.github.opencodeproxy.core.message;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path and query that are asked of an upstream, byte for byte as the client sent them. Never decoded and encoded
 * again: {@code %2F} is not {@code /}, and OpenCode decodes some values twice.
 *
 * <pre>
 * /a%2Fb  ?directory=%252Fx      kept
 * /a//b;v=1/...                  kept
 * /a      ?target=http://x&amp;b=1   ?b=1, also for %74arget, credential and auth_token
 * /../a  /%2e%2e/a  /%252e./a  /..;x/a  /a%2f..%2fb    refused: could leave the base path
 * /a\b  /a%5cb  /a%00  /a%0d%0ab  /a#b                 refused: servers read them differently
 * //a  a                                               refused: would be read as a host
 * </pre>
 *
 * Immutable and safe for use by several threads.
 */
public final class RequestPath {
    private final String path;
    private final @Nullable String query;

    private RequestPath(String path, @Nullable String query) {
        this.path = path;
        this.query = query;
    }

    /**
     * Checks a raw path and query.
     *
     * @param rawPath what follows the proxy route, beginning with a slash; ASCII as on the wire
     * @param rawQuery what follows the question mark, or null if there is none
     * @return the path to forward
     * @throws InvalidRequestPathException if servers could read it in more than one way
     */
    public static RequestPath parse(String rawPath, @Nullable String rawQuery) {
        if (!rawPath.startsWith("/") || rawPath.startsWith("//")) {
            throw new InvalidRequestPathException(InvalidRequestPathException.Problem.START);
        }
        PathRules.check(rawPath);
        return new RequestPath(rawPath, rawQuery == null ? null : QueryRules.forwarded(rawQuery));
    }

    /**
     * Returns the path.
     *
     * @return the raw path, beginning with exactly one slash
     */
    public String path() {
        return path;
    }

    /**
     * Returns the query without our own parameters.
     *
     * @return the raw query without its question mark, or empty if there is none; may hold tickets, not for logs
     */
    public Optional<String> query() {
        return Optional.ofNullable(query);
    }

    /**
     * Returns what to send to a server with a base path.
     *
     * @param basePath the server's base path as of a parsed server URL: empty, or beginning with a slash and not ending
     *     in one
     * @return the raw path under the base path, with the query
     */
    public String underBase(String basePath) {
        return query == null ? basePath + path : basePath + path + '?' + query;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestPath that && path.equals(that.path) && Objects.equals(query, that.query);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, query);
    }

    /** Returns the path only: a query may hold tickets. */
    @Override
    public String toString() {
        return path;
    }
}
