package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;

/**
 * An address as numbers. IPv4-mapped IPv6 (RFC 4291, 2.5.5.2) is unwrapped and zone ids are left behind: both name the
 * same peer as the plain address.
 *
 * @param ipv6 whether this is an IPv6 address
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits; the 32 bits of an IPv4 address
 */
record AddressBits(boolean ipv6, long high, long low) {

    static AddressBits of(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return new AddressBits(false, 0, number(octets, 0, 4));
        }
        long high = number(octets, 0, 8);
        long low = number(octets, 8, 16);
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return mapped ? new AddressBits(false, 0, low & 0xffffffffL) : new AddressBits(true, high, low);
    }

    private static long number(byte[] octets, int start, int end) {
        long value = 0;
        for (int i = start; i < end; i++) {
            value = value << 8 | (octets[i] & 0xff);
        }
        return value;
    }
}
