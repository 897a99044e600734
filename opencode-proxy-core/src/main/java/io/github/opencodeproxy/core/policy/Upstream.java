package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target that was vetted and pinned: the URL for the Host field, SNI and the path, and the only addresses that may
 * be dialled for it. No one but {@link TargetGate} can make one. Equal when URL, addresses and the policy that vetted them
 * are, so it can key a pool of connections, and a pool outlives no policy. Immutable and safe for use by several threads.
 */
public final class Upstream {
    private final ServerUrl url;
    private final List<InetAddress> addresses;
    private final InetSocketAddress socketAddress;
    private final int policyVersion;
    private final int hash;

    Upstream(ServerUrl url, List<InetAddress> addresses, int policyVersion) {
        this.url = url;
        this.addresses = List.copyOf(addresses);
        this.socketAddress = new InetSocketAddress(this.addresses.get(0), url.port());
        this.policyVersion = policyVersion;
        this.hash = 31 * url.hashCode() + this.addresses.hashCode();
    }

    /**
     * Returns the URL that was asked for.
     *
     * @return the canonical URL
     */
    public ServerUrl url() {
        return url;
    }

    /**
     * Returns the vetted addresses.
     *
     * @return an unmodifiable list in the resolver's order, never empty, without duplicates
     */
    public List<InetAddress> addresses() {
        return addresses;
    }

    /**
     * Returns the first address with the port.
     *
     * @return a resolved socket address
     */
    public InetSocketAddress socketAddress() {
        return socketAddress;
    }

    /**
     * Returns which policy of its gate has vetted it.
     *
     * @return 0 for the gate's first policy, and one more for each that has replaced another
     */
    public int policyVersion() {
        return policyVersion;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Upstream that
                && hash == that.hash
                && policyVersion == that.policyVersion
                && url.equals(that.url)
                && addresses.equals(that.addresses);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Returns the URL, without addresses. */
    @Override
    public String toString() {
        return "Upstream[" + url + ']';
    }
}
