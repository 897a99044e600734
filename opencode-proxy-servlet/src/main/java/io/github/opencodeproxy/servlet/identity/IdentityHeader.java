package io.github.opencodeproxy.servlet.identity;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.AddressRanges;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Believes one header field. Sent twice it is not believed: one of the two may be the client's. Neither is one that is too
 * long to be a name.
 */
final class IdentityHeader implements Identity {

    private final String name;
    private final @Nullable AddressRanges trusted;

    /** A gateway has few addresses, most often one. */
    private volatile Peer last = new Peer("", false);

    private record Peer(String address, boolean isTrusted) {}

    /** No ranges: any peer is trusted. */
    IdentityHeader(String name, @Nullable AddressRanges trusted) {
        this.name = name;
        this.trusted = trusted;
    }

    @Override
    public User of(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders(name);
        if (values == null || !values.hasMoreElements()) {
            return User.ANONYMOUS;
        }
        String value = values.nextElement().strip();
        boolean isName = !value.isEmpty() && value.length() <= User.LONGEST_NAME && !values.hasMoreElements();
        return isName && isTrusted(request.getRemoteAddr()) ? new User(value) : User.ANONYMOUS;
    }

    private boolean isTrusted(@Nullable String peer) {
        if (trusted == null || peer == null) {
            return trusted == null;
        }
        Peer known = last;
        if (!known.address().equals(peer)) {
            known = new Peer(peer, isInside(peer, trusted));
            last = known;
        }
        return known.isTrusted();
    }

    /** By the one parser of addresses, which asks no DNS: some containers give a name where they were told to. */
    private static boolean isInside(String peer, AddressRanges ranges) {
        int zone = peer.indexOf('%');
        String address = zone < 0 ? peer : peer.substring(0, zone) + (peer.endsWith("]") ? "]" : "");
        boolean isBare = address.indexOf(':') >= 0 && !address.startsWith("[");
        try {
            return ServerUrl.parse(isBare ? "http://[" + address + "]" : "http://" + address)
                    .literalAddress()
                    .filter(ranges::contains)
                    .isPresent();
        } catch (InvalidServerUrlException e) {
            return false;
        }
    }
}
