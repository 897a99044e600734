package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The addresses of a target that the operator named exactly: any but the always denied. Loopback is one of these for a
 * name that the DNS could turn there, but not for a URL that says loopback itself; metadata, link-local, unspecified
 * and multicast addresses are never a server.
 */
enum ExactAddressRule implements TargetPolicy.AddressRule {
    /** Of a literal: what was named is what is dialled. */
    LITERAL,
    /** Of a name: what it resolves to is somebody else's word. */
    NAME;

    static ExactAddressRule forConfigured(ServerUrl url) {
        String host = url.host();
        boolean loopbackName = host.equals("localhost") || host.endsWith(".localhost");
        return url.isIpLiteral() || loopbackName ? LITERAL : NAME;
    }

    @Override
    public Optional<TargetPolicy.Verdict.Refused> refusal(InetAddress address) {
        AddressClass rung = AddressClass.of(address);
        boolean named = this == LITERAL && rung == AddressClass.LOOPBACK;
        return rung.isAlwaysDenied() && !named
                ? Optional.of(new TargetPolicy.Verdict.Refused(DenyReason.ADDRESS_DENIED, rung.label()))
                : Optional.empty();
    }
}
