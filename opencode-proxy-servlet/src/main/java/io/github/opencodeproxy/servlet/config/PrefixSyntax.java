package io.github.opencodeproxy.servlet.config;

import java.util.regex.Pattern;

/** How a base path is written. One rule for the configuration and for code. */
public final class PrefixSyntax {

    /** RFC 3986 {@code pchar} without escapes and without {@code ;}, which containers take as a path parameter. */
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,=:@-]+)*/?");

    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(/|$)");

    private PrefixSyntax() {}

    /**
     * Checks a prefix.
     *
     * @param prefix {@code ""} or {@code "/"} for none, else an absolute path; not null
     * @return the prefix without its trailing slash
     * @throws IllegalArgumentException when the prefix is relative, or has an empty segment ({@code //}), a dot segment, a
     *     percent escape, a query, a fragment, a path parameter, a control or a character outside ASCII
     */
    public static String parse(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw refused(prefix, "it must be empty or begin with '/', and have plain, non-empty segments");
        }
        if (DOT_SEGMENT.matcher(prefix).find()) {
            throw refused(prefix, "dot segments are not allowed");
        }
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static IllegalArgumentException refused(String prefix, String rule) {
        return new IllegalArgumentException("Base path \"" + printable(prefix) + "\": " + rule);
    }

    /** A configuration error ends up in a log: no control may forge a line there. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
