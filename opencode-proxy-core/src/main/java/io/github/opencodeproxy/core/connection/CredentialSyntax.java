package io.github.opencodeproxy.core.connection;

import io.github.opencodeproxy.core.message.CredentialFields;
import java.nio.charset.StandardCharsets;

/** What a credential may be made of. Messages never repeat a secret. */
final class CredentialSyntax {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    private CredentialSyntax() {}

    static void requireUser(String user) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(user)) {
            throw new IllegalArgumentException("a user name must be Unicode text (RFC 7617)");
        }
        if (user.indexOf(':') >= 0 || hasControl(user)) {
            throw new IllegalArgumentException("a user name must not have a colon or a control character (RFC 7617)");
        }
    }

    static void requirePassword(String password) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(password)) {
            throw new IllegalArgumentException("a password must be Unicode text (RFC 7617)");
        }
        if (hasControl(password)) {
            throw new IllegalArgumentException("a password must not have a control character (RFC 7617)");
        }
    }

    static void requireFieldName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(CredentialSyntax::isTokenChar)) {
            throw new IllegalArgumentException("a credential header name must be a token (RFC 9110, 5.6.2)");
        }
        if (name.indexOf('_') >= 0) {
            // Many servers read it as a hyphen.
            throw new IllegalArgumentException("a credential header name must not have an underscore");
        }
        if (!CredentialFields.mayCarry(name)) {
            throw new IllegalArgumentException("the header " + name + " cannot carry a credential");
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
