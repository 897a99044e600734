package io.github.opencodeproxy.core.connection;

import java.util.Locale;
import java.util.Set;

/** What a credential may be made of. Messages never repeat a secret. */
final class CredentialSyntax {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    /** Fields that frame, route or delegate a request: a credential by that name would change what is asked of whom. */
    private static final Set<String> FORBIDDEN = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "max-forwards",
            "origin",
            "range",
            "referer",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    private static final String[] FORBIDDEN_PREFIXES = {
        "proxy-", "sec-", "x-forwarded-", "x-target-", "x-opencode-proxy", "access-control-"
    };

    private CredentialSyntax() {}

    static void requireUser(String user) {
        if (user.indexOf(':') >= 0 || hasControl(user)) {
            throw new IllegalArgumentException("a user name must not have a colon or a control character (RFC 7617)");
        }
    }

    static void requirePassword(String password) {
        if (hasControl(password)) {
            throw new IllegalArgumentException("a password must not have a control character (RFC 7617)");
        }
    }

    static void requireFieldName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(CredentialSyntax::isTokenChar)) {
            throw new IllegalArgumentException("a credential header name must be a token (RFC 9110, 5.6.2)");
        }
        String key = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (FORBIDDEN.contains(key)) {
            throw new IllegalArgumentException("the header " + key + " cannot carry a credential");
        }
        for (String prefix : FORBIDDEN_PREFIXES) {
            if (key.startsWith(prefix)) {
                throw new IllegalArgumentException(
                        "a header that begins with " + prefix + " cannot carry a credential");
            }
        }
    }

    static void requireFieldValue(String value) {
        boolean visible = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (value.isEmpty() || !visible || value.startsWith(" ") || value.endsWith(" ")) {
            throw new IllegalArgumentException(
                    "a credential header value must be visible ASCII without outer spaces (RFC 9110, 5.5)");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0));
    }

    private static boolean isTokenChar(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_PUNCTUATION.indexOf(c) >= 0;
    }
}
