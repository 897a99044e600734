package io.github.opencodeproxy.core.connection;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** What a credential may be made of. Messages never repeat a secret. */
final class CredentialSyntax {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

    /**
     * Fields that frame, route or delegate a request, or by which gateways say who the user is: a credential by that name
     * would change what is asked of whom, or for whom.
     */
    private static final Set<String> FORBIDDEN = Set.of(
            "accept-encoding",
            "baggage",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "cookie2",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "max-forwards",
            "origin",
            "range",
            "referer",
            "remote-addr",
            "remote-email",
            "remote-groups",
            "remote-name",
            "remote-user",
            "set-cookie",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            "x-client-ip",
            "x-email",
            "x-groups",
            "x-real-ip",
            "x-user",
            "x-username");

    private static final String[] FORBIDDEN_PREFIXES = {
        "proxy-",
        "sec-",
        "access-control-",
        "impersonate-",
        "kubeflow-",
        "x-amzn-oidc-",
        "x-auth-request-",
        "x-authenticated-",
        "x-b3-",
        "x-envoy-",
        "x-forwarded-",
        "x-goog-",
        "x-http-method",
        "x-method-override",
        "x-ms-client-principal",
        "x-opencode-proxy",
        "x-original-",
        "x-remote-",
        "x-rewrite-",
        "x-target-",
        "x-user-"
    };

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
        String key = name.toLowerCase(Locale.ROOT);
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
