package io.github.opencodeproxy.servlet.request;

/**
 * How a request came to us, in the words of the container. Immutable.
 *
 * @param peer the address that it came from, without brackets; {@code ""} when the container does not say
 * @param scheme {@code http} or {@code https}
 */
public record Hop(String peer, String scheme) {

    /** Of a request that no container has brought. */
    static final Hop UNKNOWN = new Hop("", "http");
}
