package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One rule of an allow or deny list.
 *
 * <pre>
 * sandbox.ns.svc.cluster.local        that name, on 4096, 443 and 80
 * *.ns.svc.cluster.local:8080         one or more whole labels before it, on 8080
 * https://gw.example:*&#47;team           any port, https only, base path /team or below
 * 10.20.0.0/16  fd12::/48             a range for resolved addresses and for literals
 * http://127.0.0.1:4100               just that address and port, loopback included
 * *  *:4096  a.*.b  a*.b  .*\.local   refused: could mean anything
 * </pre>
 *
 * Immutable and safe for use by several threads.
 */
public final class TargetRule {
    private static final int DEFAULT_PORTS = 0;
    private static final int ANY_PORT = -1;

    private final String text;
    private final @Nullable AddressRange range;
    private final String scheme;
    private final ServerUrl url;
    private final boolean wildcard;
    private final String suffix;
    private final int port;

    private TargetRule(
            String text, @Nullable AddressRange range, String scheme, ServerUrl url, boolean wildcard, int port) {
        this.text = text;
        this.range = range;
        this.scheme = scheme;
        this.url = url;
        this.wildcard = wildcard;
        this.suffix = '.' + url.host();
        this.port = port;
    }

    /**
     * Reads a rule.
     *
     * @param text one rule, without white space or comma
     * @return the rule
     * @throws IllegalArgumentException if it is none; the message says why, without repeating the text
     */
    public static TargetRule parse(String text) {
        if (AddressRange.isRange(text)) {
            return ofRange(text);
        }
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd);
        String rest = schemeEnd < 0 ? text : text.substring(schemeEnd + 3);
        boolean wildcard = rest.startsWith("*.");
        String host = wildcard ? rest.substring(2) : rest;
        int authorityEnd = host.indexOf('/') < 0 ? host.length() : host.indexOf('/');
        boolean anyPort = host.startsWith(":*", authorityEnd - 2);
        boolean namesPort = host.lastIndexOf(':', authorityEnd) > host.lastIndexOf(']', authorityEnd);
        if (anyPort) {
            host = host.substring(0, authorityEnd - 2) + host.substring(authorityEnd);
        }
        if (host.indexOf('*') >= 0) {
            throw new IllegalArgumentException("a * can only stand for whole labels at the start, followed by a name");
        }
        ServerUrl url = url(scheme, host);
        if (wildcard && url.isIpLiteral()) {
            throw new IllegalArgumentException("a * cannot stand before an IP address; write a range");
        }
        int port = anyPort ? ANY_PORT : namesPort ? url.port() : DEFAULT_PORTS;
        return new TargetRule(text, null, scheme.isEmpty() ? "" : url.scheme(), url, wildcard, port);
    }

    private static TargetRule ofRange(String text) {
        AddressRange range = AddressRange.parse(text);
        if (range.prefixLength() == 0) {
            throw new IllegalArgumentException("a range of all addresses is no rule");
        }
        AddressClass first = AddressClass.of(range.network());
        if (first.isAlwaysDenied() && first == AddressClass.of(range.last())) {
            throw new IllegalArgumentException("no range can allow " + first.label() + " addresses");
        }
        return new TargetRule(text, range, "", ServerUrl.parse("0.0.0.0"), false, DEFAULT_PORTS);
    }

    private static ServerUrl url(String scheme, String host) {
        try {
            return ServerUrl.parse(scheme.isEmpty() ? "http://" + host : scheme + "://" + host);
        } catch (InvalidServerUrlException e) {
            throw new IllegalArgumentException(e.problem().rule().replace("server URL", "rule"), e);
        }
    }

    /** The range, or null for a rule about a host. */
    @Nullable
    AddressRange range() {
        return range;
    }

    boolean isWildcard() {
        return wildcard;
    }

    boolean isLiteral() {
        return range == null && url.isIpLiteral();
    }

    boolean namesPort() {
        return port > 0;
    }

    boolean hasBasePath() {
        return !url.basePath().isEmpty();
    }

    ServerUrl url() {
        return url;
    }

    boolean matchesHost(String host) {
        return wildcard ? host.length() > suffix.length() && host.endsWith(suffix) : host.equals(url.host());
    }

    boolean matchesPort(int candidate) {
        return port == DEFAULT_PORTS ? isDefaultPort(candidate) : port == ANY_PORT || port == candidate;
    }

    /** For deny rules, where no port means every port. */
    boolean matchesPortOrNamesNone(int candidate) {
        return port <= 0 || port == candidate;
    }

    boolean matchesScheme(String candidate) {
        return scheme.isEmpty() || scheme.equals(candidate);
    }

    boolean matchesBasePath(String candidate) {
        String base = url.basePath();
        return candidate.startsWith(base)
                && (candidate.length() == base.length() || candidate.charAt(base.length()) == '/');
    }

    static boolean isDefaultPort(int port) {
        return port == 4096 || port == 443 || port == 80;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TargetRule that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    /** Returns the rule as written. */
    @Override
    public String toString() {
        return text;
    }
}
