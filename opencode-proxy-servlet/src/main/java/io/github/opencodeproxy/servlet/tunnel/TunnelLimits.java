package io.github.opencodeproxy.servlet.tunnel;

import java.time.Duration;

/**
 * What one tunnel may use.
 *
 * @param open how long a server may take to open it, the connection included
 * @param ping how often each side is asked whether it is still there
 * @param idle how long it may carry no message
 * @param lifetime how long it may last
 * @param messageBytes the longest message, in bytes
 */
public record TunnelLimits(Duration open, Duration ping, Duration idle, Duration lifetime, long messageBytes) {

    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final long MESSAGE_BYTES = 16L * 1024 * 1024;

    /**
     * {@return the limits of the wire contract}
     *
     * @param open how long a server may take to open it
     * @param ping how often each side is asked whether it is still there
     * @param idle how long it may carry no message
     */
    public static TunnelLimits of(Duration open, Duration ping, Duration idle) {
        return new TunnelLimits(open, ping, idle, LIFETIME, MESSAGE_BYTES);
    }
}
