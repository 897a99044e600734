package io.github.opencodeproxy.servlet.identity;

import io.github.opencodeproxy.core.policy.AddressRanges;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells who makes a request. Called once for each, on a thread of the container; must not block, and must be safe for use by
 * many threads.
 */
@FunctionalInterface
public interface Identity {

    /**
     * Tells who makes a request.
     *
     * @param request the container's request; not null, its body must not be touched
     * @return the user; not null, {@link User#ANONYMOUS} when nobody believable says who it is
     */
    User of(HttpServletRequest request);

    /** {@return one for which everybody is {@link User#ANONYMOUS}} */
    static Identity none() {
        return request -> User.ANONYMOUS;
    }

    /**
     * {@return one that believes a header field, whoever sends it} Only where nobody but the gateway can reach us: anyone
     * else could be anybody.
     *
     * @param name the name of the field, such as {@code kubeflow-userid}; not null
     */
    static Identity header(String name) {
        return new IdentityHeader(name, null);
    }

    /**
     * {@return one that believes a header field when it comes from these peers} The peer is what the container says it is: one
     * that takes it from {@code X-Forwarded-For} takes it from the client.
     *
     * @param name the name of the field, such as {@code kubeflow-userid}; not null
     * @param trusted where the gateway connects from; not null
     */
    static Identity header(String name, AddressRanges trusted) {
        return new IdentityHeader(name, trusted);
    }
}
