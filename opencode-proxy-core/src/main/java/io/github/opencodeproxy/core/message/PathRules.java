package io.github.opencodeproxy.core.message;

import io.github.opencodeproxy.core.message.InvalidRequestPathException.Problem;

/**
 * What a raw path must satisfy to mean the same to us and to every server behind us. Servers disagree on how often
 * they decode, whether a backslash separates, and what follows a semicolon; a path on which they could disagree is
 * refused, every other keeps its bytes.
 */
final class PathRules {
    private PathRules() {}

    /** Refuses a path that could leave its prefix or split a request line. */
    static void check(String path) {
        boolean dots = false;
        boolean escapes = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\' || c == '#' || c == '?') {
                throw new InvalidRequestPathException(Problem.ILLEGAL_CHAR);
            }
            dots |= c == '.';
            if (c == '%') {
                checkEscape(path, i);
                escapes = true;
            }
        }
        if (escapes) {
            String once = decode(path);
            refuseDotSegments(once);
            refuseDotSegments(decode(once));
        } else if (dots) {
            refuseDotSegments(path);
        }
    }

    /** Returns the byte of the escape at {@code index}, or -1 if there is no valid one. */
    static int escapeAt(CharSequence text, int index) {
        if (index + 2 >= text.length()) {
            return -1;
        }
        int high = hex(text.charAt(index + 1));
        int low = hex(text.charAt(index + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** Replaces each valid escape by the character of its byte and keeps everything else. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int octet = text.charAt(i) == '%' ? escapeAt(text, i) : -1;
            if (octet >= 0) {
                decoded.append((char) octet);
                i += 2;
            } else {
                decoded.append(text.charAt(i));
            }
        }
        return decoded.toString();
    }

    private static void checkEscape(String path, int index) {
        int octet = escapeAt(path, index);
        if (octet < 0 || isOverlong(octet, path, index)) {
            throw new InvalidRequestPathException(Problem.PERCENT_ESCAPE);
        }
        if (octet < ' ' || octet == 0x7f || octet == '\\') {
            throw new InvalidRequestPathException(Problem.ILLEGAL_CHAR);
        }
    }

    /** Overlong UTF-8 (RFC 3629, 3): never valid, and read as a dot or a slash by careless decoders. */
    private static boolean isOverlong(int octet, String path, int index) {
        if (octet == 0xc0 || octet == 0xc1) {
            return true;
        }
        if (octet != 0xe0 && octet != 0xf0) {
            return false;
        }
        boolean escaped = index + 3 < path.length() && path.charAt(index + 3) == '%';
        int next = escaped ? escapeAt(path, index + 3) : -1;
        return next >= 0x80 && next < (octet == 0xe0 ? 0xa0 : 0x90);
    }

    private static void refuseDotSegments(String path) {
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '/' || path.charAt(i) == '\\') {
                if (isDotSegment(path, start, i)) {
                    throw new InvalidRequestPathException(Problem.DOT_SEGMENT);
                }
                start = i + 1;
            }
        }
    }

    /** A server that cuts parameters (Tomcat, Jetty) reads {@code ..;x} as {@code ..}. */
    private static boolean isDotSegment(String path, int start, int end) {
        int dots = 0;
        while (start + dots < end && path.charAt(start + dots) == '.') {
            dots++;
        }
        boolean whole = start + dots == end || path.charAt(start + dots) == ';';
        return whole && (dots == 1 || dots == 2);
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
