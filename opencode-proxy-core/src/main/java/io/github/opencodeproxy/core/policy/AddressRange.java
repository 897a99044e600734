package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.InvalidServerUrlException;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;

/**
 * A range of addresses in CIDR notation (RFC 4632, RFC 4291). Compares bits, never text, and knows nothing of
 * {@link InetAddress}'s own classes, which miss most of what must be refused.
 *
 * @param text the range as written
 * @param network the first address
 * @param prefixLength the number of fixed bits: 0 to 32, or to 128 for IPv6
 */
record AddressRange(String text, AddressBits network, int prefixLength) {

    AddressRange {
        int bits = network.ipv6() ? 128 : 32;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("the prefix length must be 0 to " + bits);
        }
        if (!network.equals(masked(network, prefixLength))) {
            throw new IllegalArgumentException("the address has bits set beyond the prefix length");
        }
    }

    /**
     * Reads a range.
     *
     * @param text a canonical IPv4 address or an IPv6 address without brackets, a slash, and the prefix length
     * @return the range
     * @throws IllegalArgumentException if the text is none; the message is a sentence without its subject
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("a range needs a slash and a prefix length");
        }
        return new AddressRange(text, address(text.substring(0, slash)), prefixLength(text.substring(slash + 1)));
    }

    /** Whether a text is meant as a range, right or wrong: an address and a slash, without scheme, port or letters. */
    static boolean isRange(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            return false;
        }
        try {
            address(text.substring(0, slash));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Returns whether an address lies in the range.
     *
     * @param address any address; IPv4-mapped ones are unwrapped, zone ids do not matter
     * @return true if it does; false for the other family
     */
    boolean contains(InetAddress address) {
        return contains(AddressBits.of(address));
    }

    boolean contains(AddressBits address) {
        // no allocation: this runs for each range of the ladder
        return address.ipv6() == network.ipv6()
                && (address.high() & highMask(network.ipv6(), prefixLength)) == network.high()
                && (address.low() & lowMask(network.ipv6(), prefixLength)) == network.low();
    }

    /** The last address. */
    AddressBits last() {
        AddressBits ones = network.ipv6() ? new AddressBits(true, -1, -1) : new AddressBits(false, 0, 0xffffffffL);
        AddressBits fixed = masked(ones, prefixLength);
        return new AddressBits(
                network.ipv6(),
                network.high() | (ones.high() ^ fixed.high()),
                network.low() | (ones.low() ^ fixed.low()));
    }

    private static AddressBits masked(AddressBits bits, int prefixLength) {
        return new AddressBits(
                bits.ipv6(),
                bits.high() & highMask(bits.ipv6(), prefixLength),
                bits.low() & lowMask(bits.ipv6(), prefixLength));
    }

    private static long highMask(boolean ipv6, int prefixLength) {
        return !ipv6 || prefixLength == 0 ? 0 : -1L << Math.max(0, 64 - prefixLength);
    }

    private static long lowMask(boolean ipv6, int prefixLength) {
        if (!ipv6) {
            return 0xffffffffL << (32 - prefixLength) & 0xffffffffL;
        }
        return prefixLength <= 64 ? 0 : -1L << (128 - prefixLength);
    }

    /** The one parser of addresses is the server URL's. */
    private static AddressBits address(String text) {
        boolean plain = text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
        try {
            ServerUrl url = ServerUrl.parse(text.indexOf(':') >= 0 ? "http://[" + text + ']' : "http://" + text);
            InetAddress address = url.literalAddress().orElseThrow(() -> new IllegalArgumentException("no IP address"));
            boolean mapped = text.indexOf(':') >= 0 && address.getAddress().length == 4;
            if (!plain || mapped || text.endsWith(".")) {
                throw new IllegalArgumentException("write the address itself, an IPv4 one in four decimal numbers");
            }
            return AddressBits.of(address);
        } catch (InvalidServerUrlException e) {
            throw new IllegalArgumentException("no IP address", e);
        }
    }

    private static int prefixLength(String digits) {
        boolean number = !digits.isEmpty()
                && digits.length() <= 3
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        if (!number) {
            throw new IllegalArgumentException("the prefix length must be a decimal number");
        }
        return Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        return text;
    }
}
