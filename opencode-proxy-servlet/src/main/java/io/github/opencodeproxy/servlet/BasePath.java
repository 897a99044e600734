package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.servlet.config.PrefixSyntax;
import org.jspecify.annotations.Nullable;

/**
 * The path prefix under which a gateway shows us to browsers, for example Kubeflow's {@code NB_PREFIX}.
 *
 * <p>Some gateways remove the prefix before they forward a request and some do not, and a WAR adds a context path of its
 * own, so one installation may see all of these for the same page:
 *
 * <pre>{@code
 * prefix /notebook/ns/a            context path   request path               strip gives
 * not stripped by the gateway      ""             /notebook/ns/a/api/x       /api/x
 * stripped by the gateway          ""             /api/x                     /api/x
 * a WAR, not stripped              /gw            /gw/notebook/ns/a/api/x    /api/x
 * the trailing slash is missing    ""             /notebook/ns/a             (empty)
 * another notebook                 ""             /notebook/ns/ab/api/x      /notebook/ns/ab/api/x
 * }</pre>
 *
 * <p>Paths are compared as they came, byte for byte: nothing is decoded or normalised, so {@code /%6eotebook/ns/a/} is not
 * below {@code /notebook/ns/a}. A stripped path that itself begins with the prefix cannot be told from an unstripped one
 * and loses it.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class BasePath {

    private final String value;

    private BasePath(String value) {
        this.value = value;
    }

    /**
     * Reads a prefix.
     *
     * @param prefix {@code ""} or {@code "/"} for none, else an absolute path with or without a trailing slash; not null
     * @return the prefix, without its trailing slash
     * @throws IllegalArgumentException when the prefix is relative, or has an empty segment ({@code //}), a dot segment, a
     *     percent escape, a query, a fragment, a path parameter, a control or a character outside ASCII
     */
    public static BasePath of(String prefix) {
        return new BasePath(PrefixSyntax.parse(prefix));
    }

    /** {@return the prefix without a trailing slash, {@code ""} when there is none} */
    public String value() {
        return value;
    }

    /**
     * Takes the context path and then the prefix off a request path. Each is taken off only when it is there and ends at
     * a segment boundary; what is not there was stripped on the way.
     *
     * @param rawPath the path of the request line without its query, as {@code HttpServletRequest.getRequestURI()} gives
     *     it: undecoded; not null
     * @param contextPath {@code HttpServletRequest.getContextPath()}, {@code ""} for the root context; not null
     * @return the path below the base, beginning with {@code /}, or {@code ""} when the request names the base itself
     *     without its slash
     */
    public String strip(String rawPath, String contextPath) {
        return without(value, without(contextPath, rawPath));
    }

    private static String without(String prefix, String path) {
        boolean isBelow =
                path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        return isBelow ? path.substring(prefix.length()) : path;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BasePath that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** {@return the same as {@link #value()}} */
    @Override
    public String toString() {
        return value;
    }
}
