package io.github.opencodeproxy.core.policy;

/** Why a target was refused. Codes are stable: they stand in logs, metrics and answers. */
public enum DenyReason {
    /** The host is allowed, but not by this scheme. */
    SCHEME_DENIED("scheme_denied"),
    /** The host is allowed, but not on this port. */
    PORT_DENIED("port_denied"),
    /** No rule allows the host name, or a configured rule denies it. */
    HOST_DENIED("host_denied"),
    /** The URL names an IP address that no address rule or exact literal names. */
    IP_LITERAL("ip_literal"),
    /** The name belongs to the cluster's control plane. */
    CONTROL_PLANE("control_plane"),
    /** The target is this proxy itself. */
    SELF("self"),
    /** An address is outside the allowed ranges or in an always denied one. */
    ADDRESS_DENIED("address_denied"),
    /** The host is allowed, but not with this base path. */
    BASE_PATH_DENIED("base_path_denied");

    private final String code;

    DenyReason(String code) {
        this.code = code;
    }

    /**
     * Returns the stable code.
     *
     * @return lower case with underscores
     */
    public String code() {
        return code;
    }
}
