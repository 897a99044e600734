package io.github.opencodeproxy.core.message;

import io.github.opencodeproxy.core.message.InvalidRequestPathException.Problem;
import org.jspecify.annotations.Nullable;

/** Takes our own parameters and the carried password out of a raw query, and leaves every other byte as it is. */
final class QueryRules {
    private static final String[] TAKEN_OUT = {"target", "credential", "auth_token"};

    private QueryRules() {}

    /** Returns the query to forward, or null if nothing is left of it. */
    static @Nullable String forwarded(String query) {
        check(query);
        StringBuilder kept = null;
        boolean any = false;
        int start = 0;
        while (start <= query.length()) {
            int amp = query.indexOf('&', start);
            int end = amp < 0 ? query.length() : amp;
            boolean takenOut = isTakenOut(query, start, end);
            if (takenOut && kept == null) {
                kept = new StringBuilder(query.length()).append(query, 0, Math.max(0, start - 1));
                any = start > 0;
            } else if (!takenOut && kept != null) {
                kept.append(any ? "&" : "").append(query, start, end);
                any = true;
            }
            start = end + 1;
        }
        if (kept == null) {
            return query;
        }
        return any ? kept.toString() : null;
    }

    private static void check(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw new InvalidRequestPathException(Problem.ILLEGAL_CHAR);
            }
            if (c == '%' && PathRules.escapeAt(query, i) < 0) {
                throw new InvalidRequestPathException(Problem.PERCENT_ESCAPE);
            }
        }
    }

    private static boolean isTakenOut(String query, int start, int end) {
        int equals = query.indexOf('=', start);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        int percent = query.indexOf('%', start);
        if (percent >= 0 && percent < nameEnd) {
            // OpenCode decodes some values twice, so a name is looked at as often
            String name = PathRules.decode(PathRules.decode(query.substring(start, nameEnd)));
            return isTakenOutName(name, 0, name.length());
        }
        return isTakenOutName(query, start, nameEnd);
    }

    private static boolean isTakenOutName(String text, int start, int end) {
        for (String name : TAKEN_OUT) {
            if (end - start == name.length() && text.startsWith(name, start)) {
                return true;
            }
        }
        return false;
    }
}
