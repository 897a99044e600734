package io.github.opencodeproxy.core.connection;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a server in its one canonical form: scheme, host, port and base path. {@link #parse} is the only way
 * to get one, and what it returns is never parsed again: requests are built from the parts.
 *
 * <p>The form is OpenCode's own ({@code http://} when there is no scheme, outer white space and trailing slashes
 * removed, a base path kept). It is stricter wherever two parsers could disagree on the host, for there the server that
 * a policy looks at would not be the server that a client dials:
 *
 * <pre>
 * sandbox:4096                      http://sandbox:4096
 * HTTPS://Sandbox.NS.svc.:443/a/    https://sandbox.ns.svc/a
 * http://[2001:DB8:0::1]:4096       http://[2001:db8::1]:4096
 * http://h/a%2Fb;v=1//c             kept: the path's bytes are the server's business
 * ftp://h  http:h  //h              SCHEME, SCHEME, HOST: a browser reads a host in the last two
 * http://good@evil                  USERINFO: readers see good, clients dial evil
 * http://h?x  http://h#x            QUERY, FRAGMENT: there is nothing to add a path to
 * http://127.1  http://0x7f.0.0.1   IPV4_AMBIGUOUS: 127.0.0.1 to browsers, a name or an error to others
 * http://0177.0.0.1                 IPV4_AMBIGUOUS: 127.0.0.1 to libc, 177.0.0.1 to Java
 * http://h%2e  http://b&uuml;cher   HOST: decoded or mapped by some; write xn--
 * http://a_b  http://-a  http://a..b  HOST: no host name (RFC 1123, 2.1)
 * http://[::1%25lo]                 HOST: zones name an interface, not a server
 * http://h:  :0  :080  :+80  :&#xff18;&#xff10;    PORT
 * http://h\@evil  http://h evil     ILLEGAL_CHAR: browsers turn one into / and cut the other
 * http://h/%2e%2e/x                 DOT_SEGMENT: leaves the base path in servers that decode first
 * </pre>
 *
 * <p>Equal when the canonical forms are. Immutable and safe for use by several threads.
 */
public final class ServerUrl {
    private final boolean tls;
    private final String host;
    private final @Nullable InetAddress literal;
    private final int port;
    private final String basePath;
    private final String hostHeader;
    private final String origin;
    private final String canonical;

    ServerUrl(boolean tls, String host, @Nullable InetAddress literal, int port, String basePath) {
        this.tls = tls;
        this.host = host;
        this.literal = literal;
        this.port = port;
        this.basePath = basePath;
        String bracketed = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        this.hostHeader = port == (tls ? 443 : 80) ? bracketed : bracketed + ':' + port;
        this.origin = (tls ? "https://" : "http://") + hostHeader;
        this.canonical = basePath.isEmpty() ? origin : origin + basePath;
    }

    /**
     * Reads a server URL.
     *
     * @param text what a user, a header or a configuration says; at most 2,048 characters after trimming
     * @return the canonical URL
     * @throws InvalidServerUrlException if a rule is broken; its message repeats nothing of the text
     */
    public static ServerUrl parse(String text) {
        return ServerUrlParser.parse(text);
    }

    /**
     * Returns the scheme.
     *
     * @return {@code http} or {@code https}
     */
    public String scheme() {
        return tls ? "https" : "http";
    }

    /**
     * Returns whether the scheme is https.
     *
     * @return true for https
     */
    public boolean isTls() {
        return tls;
    }

    /**
     * Returns the host.
     *
     * @return a lower-case ASCII name without trailing dot, four decimal octets, or an IPv6 address as RFC 5952 writes
     *     it, without brackets
     */
    public String host() {
        return host;
    }

    /**
     * Returns whether the host is an IP address.
     *
     * @return true if {@link #literalAddress} has a value
     */
    public boolean isIpLiteral() {
        return literal != null;
    }

    /**
     * Returns the address that the host names literally.
     *
     * @return the address, an IPv4 one for an IPv4-mapped IPv6 literal; empty for a name
     */
    public Optional<InetAddress> literalAddress() {
        return Optional.ofNullable(literal);
    }

    /**
     * Returns the effective port.
     *
     * @return 1 to 65535; the scheme's default when the URL names none
     */
    public int port() {
        return port;
    }

    /**
     * Returns the base path.
     *
     * @return empty, or a raw path that begins with a slash and does not end in one
     */
    public String basePath() {
        return basePath;
    }

    /**
     * Returns the value of the Host field (RFC 9110, 7.2).
     *
     * @return {@code host[:port]}, IPv6 in brackets, the scheme's default port left out
     */
    public String hostHeader() {
        return hostHeader;
    }

    /**
     * Returns the origin (RFC 6454).
     *
     * @return {@code scheme://host[:port]}
     */
    public String origin() {
        return origin;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerUrl that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** Returns the canonical form, which {@link #parse} reads back as an equal URL. */
    @Override
    public String toString() {
        return canonical;
    }
}
