package io.github.opencodeproxy.core.connection;

import org.jspecify.annotations.Nullable;

/**
 * A reference without scheme and authority (RFC 3986, 4.2).
 *
 * @param path the raw path, may be empty
 * @param query the raw query without question mark, or null
 * @param fragment the fragment with its hash, or empty
 */
record Reference(String path, @Nullable String query, String fragment) {

    static Reference of(String text) {
        int hash = end(text, 0, "#");
        int question = end(text, 0, "?#");
        String query = question < hash ? text.substring(question + 1, hash) : null;
        return new Reference(text.substring(0, question), query, text.substring(hash));
    }

    /** Resolves against the path of the request (RFC 3986, 5.2.2). */
    Reference resolve(String requestPath) {
        if (path.isEmpty()) {
            return new Reference(requestPath, query, fragment);
        }
        String merged = path.startsWith("/") ? path : requestPath.substring(0, requestPath.lastIndexOf('/') + 1) + path;
        return new Reference(withoutDotSegments(merged), query, fragment);
    }

    /** The first of the characters from {@code start} on, or the length. */
    static int end(String text, int start, String anyOf) {
        for (int i = start; i < text.length(); i++) {
            if (anyOf.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** RFC 3986, 5.2.4, for plain dots; encoded ones are left for the path rules to refuse. */
    private static String withoutDotSegments(String path) {
        StringBuilder out = new StringBuilder(path.length());
        int start = 1;
        while (start <= path.length()) {
            int slash = end(path, start, "/");
            String segment = path.substring(start, slash);
            boolean dots = segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
            }
            if (!dots) {
                out.append('/').append(segment);
            } else if (slash == path.length()) {
                out.append('/');
            }
            start = slash + 1;
        }
        return out.toString();
    }
}
