package io.github.opencodeproxy.servlet.upstream;

import org.eclipse.jetty.client.Connection;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.jspecify.annotations.Nullable;

/** Takes back no connection on which a server has said more than it was asked for. */
final class WatchedPool extends DuplexConnectionPool {

    WatchedPool(Destination destination, int maxConnections) {
        super(destination, maxConnections);
    }

    @Override
    public boolean release(Connection connection) {
        WatchedEndPoint endPoint = endPointOf(connection);
        if (endPoint != null && !endPoint.release()) {
            return !remove(connection);
        }
        return super.release(connection);
    }

    /** {@return what watches a connection, null when nothing does} */
    static @Nullable WatchedEndPoint endPointOf(@Nullable Connection connection) {
        return connection instanceof org.eclipse.jetty.io.Connection wired
                        && wired.getEndPoint() instanceof WatchedEndPoint watched
                ? watched
                : null;
    }
}
