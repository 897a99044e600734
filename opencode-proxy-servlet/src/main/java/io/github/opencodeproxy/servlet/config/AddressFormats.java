package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.AddressRanges;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** The formats of values that name a place in the network; each is read by the one parser for server URLs. */
final class AddressFormats {

    private static final String ADDRESS_RULE = "must be an IP address";
    private static final String RANGE_RULE = "must be a range of IP addresses, address/prefix length";
    private static final String ORIGIN_RULE = "must be a web origin: http:// or https://, host and port, no path";

    private AddressFormats() {}

    /** An IP address, never a name: a listener must not depend on DNS. */
    static String address(String text) {
        literal(text, ADDRESS_RULE);
        return text;
    }

    /** A range in CIDR notation. */
    static String range(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException(RANGE_RULE);
        }
        int longest = literal(parts[0], RANGE_RULE) instanceof Inet6Address ? 128 : 32;
        Formats.number(0, longest).parse(parts[1]);
        AddressRanges.parse(List.of(text));
        return text;
    }

    /** A web origin: scheme, host and port, nothing behind them. */
    static String origin(String text) {
        ServerUrl url = ServerUrl.parse(text);
        if (!text.startsWith("http") || !url.basePath().isEmpty()) {
            throw new IllegalArgumentException(ORIGIN_RULE);
        }
        return url.origin();
    }

    static boolean isAddress(String text) {
        try {
            literal(text, ADDRESS_RULE);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static InetAddress literal(String text, String rule) {
        String host = text.indexOf(':') >= 0 ? "[" + text + "]" : text;
        ServerUrl url = ServerUrl.parse("http://" + host);
        if (!url.hostHeader().equals(host)) {
            throw new IllegalArgumentException(rule);
        }
        return url.literalAddress().orElseThrow(() -> new IllegalArgumentException(rule));
    }
}
