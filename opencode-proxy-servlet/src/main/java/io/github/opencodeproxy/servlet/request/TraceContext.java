package io.github.opencodeproxy.servlet.request;

import org.jspecify.annotations.Nullable;

/**
 * Says under which trace a request goes to its server. The client's own trace context is never part of the question: it is
 * not trusted and does not cross.
 *
 * <p>Called on the thread that is about to dial, so it must return at once. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface TraceContext {

    /**
     * {@return the {@code traceparent} of W3C Trace Context for the server, or null for a new one that nobody records} What
     * is not well-formed, or is thrown, counts as null.
     *
     * @param request the request that is about to be sent on; not null
     */
    @Nullable
    String traceparent(ClientRequest request);

    /** {@return a context without traces: each request gets a random one, marked as not sampled} */
    static TraceContext none() {
        return request -> null;
    }
}
