package io.github.opencodeproxy.core.connection;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The address of a server. */
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
        this.canonical = origin + basePath;
    }

    public static ServerUrl parse(String text) {
        throw new InvalidServerUrlException(InvalidServerUrlException.Problem.EMPTY);
    }

    public String scheme() {
        return tls ? "https" : "http";
    }

    public boolean isTls() {
        return tls;
    }

    public String host() {
        return host;
    }

    public boolean isIpLiteral() {
        return literal != null;
    }

    public Optional<InetAddress> literalAddress() {
        return Optional.ofNullable(literal);
    }

    public int port() {
        return port;
    }

    public String basePath() {
        return basePath;
    }

    public String hostHeader() {
        return hostHeader;
    }

    public String origin() {
        return origin;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ServerUrl && canonical.equals(((ServerUrl) other).canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
