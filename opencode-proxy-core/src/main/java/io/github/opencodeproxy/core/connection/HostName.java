package io.github.opencodeproxy.core.connection;

import org.jspecify.annotations.Nullable;

/** Host names: letters, digits and hyphens in labels (RFC 1123, 2.1), ASCII only, in lower case. */
final class HostName {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private HostName() {}

    /** Returns the name in lower case without its trailing dot, or null if it is none. */
    static @Nullable String canonical(String text) {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return null;
        }
        char[] lower = new char[name.length()];
        int labelStart = 0;
        for (int i = 0; i <= name.length(); i++) {
            char c = i < name.length() ? name.charAt(i) : '.';
            if (c == '.') {
                if (!isLabel(name, labelStart, i)) {
                    return null;
                }
                labelStart = i + 1;
            } else if (!isLetterDigitHyphen(c)) {
                return null;
            }
            if (i < name.length()) {
                lower[i] = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            }
        }
        return new String(lower);
    }

    /**
     * Whether the last label is one that a browser reads as a number, and the name so as an IPv4 address (WHATWG URL,
     * "ends in a number checker"). Takes a canonical name.
     */
    static boolean endsInNumber(String name) {
        int start = name.lastIndexOf('.') + 1;
        boolean hex = name.startsWith("0x", start);
        for (int i = hex ? start + 2 : start; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit && !(hex && c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLabel(String name, int start, int end) {
        int length = end - start;
        return length > 0 && length <= MAX_LABEL && name.charAt(start) != '-' && name.charAt(end - 1) != '-';
    }

    private static boolean isLetterDigitHyphen(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c >= 'A' && c <= 'Z');
    }
}
