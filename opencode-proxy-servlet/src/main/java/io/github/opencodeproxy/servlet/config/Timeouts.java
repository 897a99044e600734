package io.github.opencodeproxy.servlet.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The time limits that are in force.
 *
 * @param dns until a host name is resolved
 * @param connect until a connection to an upstream stands
 * @param tls until a TLS handshake with an upstream is made, the connection included
 * @param headers until an upstream sends the head of its answer; {@code null} for no limit, because a model may think for
 *     minutes before its first byte
 * @param idleStream how long an answer that has begun may stay silent; {@code null} for no limit
 */
public record Timeouts(
        Duration dns,
        Duration connect,
        Duration tls,
        @Nullable Duration headers,
        @Nullable Duration idleStream) {}
