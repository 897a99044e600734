package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.util.List;

/**
 * Ranges of addresses in CIDR notation. Compares bits, never text; an IPv4-mapped address is the IPv4 one, and zone ids do
 * not matter. Immutable and safe for use by many threads.
 */
public final class AddressRanges {

    private final List<AddressRange> ranges;

    private AddressRanges(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads ranges.
     *
     * @param texts each a canonical IPv4 address or an IPv6 address without brackets, a slash, and the prefix length; not
     *     null, may be empty
     * @return the ranges
     * @throws IllegalArgumentException if a text is none; the message is a sentence without its subject
     */
    public static AddressRanges parse(List<String> texts) {
        return new AddressRanges(texts.stream().map(AddressRange::parse).toList());
    }

    /**
     * Returns whether an address lies in one of them.
     *
     * @param address any address; not null
     * @return true if it does
     */
    public boolean contains(InetAddress address) {
        AddressBits bits = AddressBits.of(address);
        for (AddressRange range : ranges) {
            if (range.contains(bits)) {
                return true;
            }
        }
        return false;
    }

    /** {@return the ranges as written} */
    @Override
    public String toString() {
        return ranges.toString();
    }
}
