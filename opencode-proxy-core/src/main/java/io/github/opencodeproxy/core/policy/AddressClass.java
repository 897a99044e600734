package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * What an address is for: one ladder, the narrower rung first, each with the document that says so. Rungs that are
 * always denied are denied whatever the configured ranges say. The others are allowed only inside the allowed ranges,
 * by default those that {@link #isPrivate} names.
 */
public enum AddressClass {
    /** Alibaba metadata. */
    ALIBABA_METADATA("Alibaba metadata", "vendor", Kind.DENIED, "100.100.100.200/32"),
    /** Azure WireServer. */
    AZURE_WIRE_SERVER("Azure WireServer", "vendor", Kind.DENIED, "168.63.129.16/32"),
    /** AWS metadata. */
    AWS_METADATA("AWS metadata", "vendor", Kind.DENIED, "fd00:ec2::254/128"),
    /** GCP metadata. */
    GCP_METADATA("GCP metadata", "vendor", Kind.DENIED, "fd20:ce::254/128"),
    /** Broadcast (RFC 919). */
    BROADCAST("broadcast", "RFC 919", Kind.DENIED, "255.255.255.255/32"),
    /** This network, unspecified (RFC 791). */
    THIS_NETWORK("this network, unspecified", "RFC 791", Kind.DENIED, "0.0.0.0/8"),
    /** Loopback (RFC 1122, RFC 4291). */
    LOOPBACK("loopback", "RFC 1122, RFC 4291", Kind.DENIED, "127.0.0.0/8", "::1/128"),
    /** Link-local, metadata (RFC 3927, RFC 4291). */
    LINK_LOCAL("link-local, metadata", "RFC 3927, RFC 4291", Kind.DENIED, "169.254.0.0/16", "fe80::/10"),
    /** IETF protocol (RFC 6890). */
    IETF_PROTOCOL("IETF protocol", "RFC 6890", Kind.DENIED, "192.0.0.0/24"),
    /** Multicast (RFC 5771, RFC 4291). */
    MULTICAST("multicast", "RFC 5771, RFC 4291", Kind.DENIED, "224.0.0.0/4", "ff00::/8"),
    /** Reserved (RFC 1112). */
    RESERVED("reserved", "RFC 1112", Kind.DENIED, "240.0.0.0/4"),
    /** Private (RFC 1918). */
    PRIVATE("private", "RFC 1918", Kind.PRIVATE, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    /** Shared (CGNAT) (RFC 6598). */
    SHARED("shared (CGNAT)", "RFC 6598", Kind.PRIVATE, "100.64.0.0/10"),
    /** Documentation (TEST-NET) (RFC 5737). */
    TEST_NET("documentation (TEST-NET)", "RFC 5737", Kind.OTHER, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
    /** AS112 (RFC 7534, RFC 7535). */
    AS112("AS112", "RFC 7534, RFC 7535", Kind.OTHER, "192.31.196.0/24", "192.175.48.0/24", "2620:4f:8000::/48"),
    /** AMT (RFC 7450). */
    AMT("AMT", "RFC 7450", Kind.OTHER, "192.52.193.0/24"),
    /** 6to4 relay (RFC 7526). */
    RELAY_6TO4("6to4 relay", "RFC 7526", Kind.OTHER, "192.88.99.0/24"),
    /** Benchmarking (RFC 2544, RFC 5180). */
    BENCHMARKING("benchmarking", "RFC 2544, RFC 5180", Kind.OTHER, "198.18.0.0/15", "2001:2::/48"),
    /** Unspecified (RFC 4291). */
    UNSPECIFIED_V6("unspecified", "RFC 4291", Kind.DENIED, "::/128"),
    /** IPv4-compatible (RFC 4291). */
    IPV4_COMPATIBLE("IPv4-compatible", "RFC 4291", Kind.DENIED, "::/96"),
    /** IPv4-translated (RFC 2765). */
    IPV4_TRANSLATED("IPv4-translated", "RFC 2765", Kind.DENIED, "::ffff:0:0:0/96"),
    /** NAT64 (RFC 6052, RFC 8215). */
    NAT64("NAT64", "RFC 6052, RFC 8215", Kind.DENIED, "64:ff9b::/96", "64:ff9b:1::/48"),
    /** Discard (RFC 6666). */
    DISCARD("discard", "RFC 6666", Kind.DENIED, "100::/64"),
    /** Dummy prefix (RFC 9780). */
    DUMMY_PREFIX("dummy prefix", "RFC 9780", Kind.OTHER, "100:0:0:1::/64"),
    /** Teredo (RFC 4380). */
    TEREDO("Teredo", "RFC 4380", Kind.DENIED, "2001::/32"),
    /** ORCHID (RFC 4843, RFC 7343). */
    ORCHID("ORCHID", "RFC 4843, RFC 7343", Kind.OTHER, "2001:10::/28", "2001:20::/28"),
    /** IETF protocol (RFC 2928). */
    IETF_PROTOCOL_V6("IETF protocol", "RFC 2928", Kind.OTHER, "2001::/23"),
    /** Documentation (RFC 3849, RFC 9637). */
    DOCUMENTATION_V6("documentation", "RFC 3849, RFC 9637", Kind.OTHER, "2001:db8::/32", "3fff::/20"),
    /** 6to4 (RFC 3056). */
    TUNNEL_6TO4("6to4", "RFC 3056", Kind.DENIED, "2002::/16"),
    /** SRv6 SIDs (RFC 9602). */
    SRV6_SIDS("SRv6 SIDs", "RFC 9602", Kind.DENIED, "5f00::/16"),
    /** Unique local, assigned (RFC 4193). */
    UNIQUE_LOCAL_ASSIGNED("unique local, assigned", "RFC 4193", Kind.PRIVATE, "fd00::/8"),
    /** Unique local (RFC 4193). */
    UNIQUE_LOCAL("unique local", "RFC 4193", Kind.OTHER, "fc00::/7"),
    /** Site-local (RFC 3879). */
    SITE_LOCAL("site-local", "RFC 3879", Kind.DENIED, "fec0::/10"),
    /** Everything else, and so the last rung. */
    PUBLIC("public", "IANA", Kind.OTHER);

    private static final AddressClass[] LADDER = values();

    private final String label;
    private final String source;
    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // never written after the constructor, never handed out
    private final AddressRange[] ranges;

    AddressClass(String label, String source, Kind kind, String... ranges) {
        this.label = label;
        this.source = source;
        this.kind = kind;
        this.ranges = Arrays.stream(ranges).map(AddressRange::parse).toArray(AddressRange[]::new);
    }

    /**
     * Classifies an address.
     *
     * @param address any address; IPv4-mapped IPv6 is unwrapped first, a zone id does not matter
     * @return the first rung that holds it
     */
    public static AddressClass of(InetAddress address) {
        return of(AddressBits.of(address));
    }

    static AddressClass of(AddressBits address) {
        for (AddressClass rung : LADDER) {
            for (AddressRange range : rung.ranges) {
                if (range.contains(address)) {
                    return rung;
                }
            }
        }
        return PUBLIC;
    }

    /**
     * Returns whether no range may allow such an address.
     *
     * @return true if it is refused whatever the configuration says; loopback alone can be named by an exact literal
     */
    public boolean isAlwaysDenied() {
        return kind == Kind.DENIED;
    }

    /**
     * Returns whether such an address is allowed when no ranges are configured.
     *
     * @return true for the private ranges
     */
    public boolean isPrivate() {
        return kind == Kind.PRIVATE;
    }

    /**
     * Returns what the addresses are for.
     *
     * @return a few words, for logs
     */
    public String label() {
        return label;
    }

    /**
     * Returns who says so.
     *
     * @return the RFCs, or {@code vendor}
     */
    public String source() {
        return source;
    }

    /**
     * Returns the ranges as text.
     *
     * @return CIDR notation; empty for {@link #PUBLIC}
     */
    public List<String> ranges() {
        return Arrays.stream(ranges).map(AddressRange::toString).toList();
    }

    private enum Kind {
        DENIED,
        PRIVATE,
        OTHER
    }
}
