package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of a target that a rule allowed by name or range: an ExternalName Service makes any name resolve to
 * anything, so the name alone says nothing.
 */
final class StandardAddressRule implements TargetPolicy.AddressRule {
    private final List<AddressRange> allowed;
    private final List<AddressRange> denied;
    private final List<AddressBits> self;

    /** No allowed ranges stand for the private ones. */
    StandardAddressRule(List<AddressRange> allowed, List<AddressRange> denied, List<InetAddress> self) {
        this.allowed = allowed;
        this.denied = denied;
        this.self = self.stream().map(AddressBits::of).toList();
    }

    @Override
    public Optional<TargetPolicy.Verdict.Refused> refusal(InetAddress address) {
        AddressBits bits = AddressBits.of(address);
        AddressClass rung = AddressClass.of(bits);
        if (rung.isAlwaysDenied()) {
            return refused(DenyReason.ADDRESS_DENIED, rung.label());
        }
        if (self.contains(bits)) {
            return refused(DenyReason.SELF, "own address");
        }
        for (AddressRange range : denied) {
            if (range.contains(bits)) {
                return refused(DenyReason.ADDRESS_DENIED, "deny " + range);
            }
        }
        return isAllowed(bits, rung) ? Optional.empty() : refused(DenyReason.ADDRESS_DENIED, "outside allowed ranges");
    }

    private boolean isAllowed(AddressBits bits, AddressClass rung) {
        if (allowed.isEmpty()) {
            return rung.isPrivate();
        }
        for (AddressRange range : allowed) {
            if (range.contains(bits)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<TargetPolicy.Verdict.Refused> refused(DenyReason reason, String rule) {
        return Optional.of(new TargetPolicy.Verdict.Refused(reason, rule));
    }
}
