package io.github.opencodeproxy.core.message;

/** The least that a field must satisfy so that no peer reads two fields, or two messages, in it (RFC 9110, 5.5). */
final class HeaderSyntax {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 'a' + 'A'] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private HeaderSyntax() {}

    static void requireName(String name) {
        boolean token = !name.isEmpty();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            token &= c < 128 && TOKEN[c];
        }
        if (!token) {
            throw new IllegalArgumentException("a header field name must be a token (RFC 9110, 5.6.2)");
        }
    }

    static void requireValue(String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a header field value must not have CR, LF or NUL (RFC 9110, 5.5)");
        }
    }
}
