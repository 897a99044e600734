package io.github.opencodeproxy.core.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text, read by one strict grammar and without {@link InetAddress#getByName}, which takes {@code 127.1},
 * {@code 2130706433} and zone ids, and reads {@code 0177.0.0.1} as another address than a browser does.
 */
final class IpLiteral {
    private IpLiteral() {}

    /** Reads four canonical decimal octets; null for everything else. */
    static byte @Nullable [] parseV4(String text) {
        byte[] address = new byte[4];
        int start = 0;
        for (int octet = 0; octet < 4; octet++) {
            int dot = octet < 3 ? text.indexOf('.', start) : text.length();
            int value = dot < 0 ? -1 : decimalOctet(text, start, dot);
            if (value < 0) {
                return null;
            }
            address[octet] = (byte) value;
            start = dot + 1;
        }
        return address;
    }

    /** Reads an IPv6 address (RFC 4291, 2.2) without brackets or zone id; null for everything else. */
    static byte @Nullable [] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] address = new byte[16];
            return groups(text, address) == 16 ? address : null;
        }
        byte[] head = new byte[16];
        byte[] tail = new byte[16];
        int headLength = gap == 0 ? 0 : groups(text.substring(0, gap), head);
        int tailLength = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), tail);
        boolean quadBeforeGap = text.lastIndexOf('.', gap) >= 0;
        // the gap stands for one group at least
        if (headLength < 0 || tailLength < 0 || headLength + tailLength > 14 || quadBeforeGap) {
            return null;
        }
        System.arraycopy(tail, 0, head, 16 - tailLength, tailLength);
        return head;
    }

    /** Writes an IPv6 address as RFC 5952, 4 says, in hexadecimal throughout, as browsers do. */
    static String formatV6(byte[] address) {
        int gap = longestZeroRun(address);
        int gapEnd = gap < 0 ? -1 : zeroRunEnd(address, gap);
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i = gapEnd - 1;
            } else {
                text.append(i == 0 || i == gapEnd ? "" : ":").append(Integer.toHexString(group(address, i)));
            }
        }
        return text.toString();
    }

    /** Makes the address; the host text goes along, so that nobody asks the DNS for the address's name. */
    static InetAddress address(String host, byte[] octets) {
        try {
            return InetAddress.getByAddress(host, octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets is always one", e);
        }
    }

    /** Reads groups into the array; returns the octets filled, or -1. An IPv4 tail counts for two groups. */
    private static int groups(String text, byte[] into) {
        int length = 0;
        int start = 0;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            byte[] quad = colon < 0 ? parseV4(text.substring(start)) : null;
            if (quad != null && length <= 12) {
                System.arraycopy(quad, 0, into, length, 4);
                return length + 4;
            }
            int value = hexGroup(text, start, end);
            if (value < 0 || length == 16) {
                return -1;
            }
            into[length++] = (byte) (value >> 8);
            into[length++] = (byte) value;
            start = end + 1;
        }
        return length;
    }

    private static int hexGroup(String text, int start, int end) {
        if (end == start || end - start > 4) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static int decimalOctet(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value <= 255 ? value : -1;
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xff) << 8 | (address[2 * index + 1] & 0xff);
    }

    /** The first of the longest runs of two zero groups or more, or -1. */
    private static int longestZeroRun(byte[] address) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = zeroRunEnd(address, i) - i;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private static int zeroRunEnd(byte[] address, int start) {
        int end = start;
        while (end < 8 && group(address, end) == 0) {
            end++;
        }
        return end;
    }
}
