package io.github.opencodeproxy.servlet.upstream;

import io.github.opencodeproxy.core.policy.Upstream;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.jspecify.annotations.Nullable;

/**
 * Takes back no connection on which a server has said more than it was asked for, and none at all once the policy that vetted
 * its upstream is no longer in force.
 */
final class WatchedPool extends DuplexConnectionPool {

    private final int policyVersion;
    private final AtomicInteger inForce;

    /** Counts policies as {@link Upstream#policyVersion} does; {@code inForce} is the one now. */
    WatchedPool(Destination destination, int maxConnections, AtomicInteger inForce) {
        super(destination, maxConnections);
        this.inForce = inForce;
        policyVersion = destination.getOrigin().getTag() instanceof Upstream upstream ? upstream.policyVersion() : 0;
    }

    @Override
    public boolean release(Connection connection) {
        WatchedEndPoint endPoint = endPointOf(connection);
        if (isRetired() || (endPoint != null && !endPoint.release())) {
            return !remove(connection);
        }
        return super.release(connection);
    }

    private boolean isRetired() {
        return policyVersion < inForce.get();
    }

    /**
     * Closes what nobody uses, when the pool is retired. A connection is drawn before it is closed, as a request draws one, so
     * none is taken away from a request that has just got it.
     */
    void closeIdle() {
        if (!isRetired()) {
            return;
        }
        for (Connection idle = activate(); idle != null; idle = activate()) {
            remove(idle);
            idle.close();
        }
    }

    /** {@return what watches a connection, null when nothing does} */
    static @Nullable WatchedEndPoint endPointOf(@Nullable Connection connection) {
        return connection instanceof org.eclipse.jetty.io.Connection wired
                        && wired.getEndPoint() instanceof WatchedEndPoint watched
                ? watched
                : null;
    }
}
