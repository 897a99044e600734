package io.github.opencodeproxy.sample;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which the head of a request takes too long. Jetty's limit for idle connections does not: each byte
 * begins it anew, so one byte in a minute would keep a connection for as long as its client likes.
 *
 * <p>The outermost handler: a request that waits for a thread has a head already, and so has one that is answered further out
 * than the servlet.
 *
 * <p>One look at all connections every now and then costs less than a timer for each.
 */
final class SlowHeads extends Handler.Wrapper implements Connection.Listener {

    private static final int LOOKS_PER_LIMIT = 8;

    private final Duration limit;
    private final Map<Connection, Watch> watches = new ConcurrentHashMap<>();

    private volatile Scheduler.@Nullable Task next;

    SlowHeads(Handler handler, Duration limit) {
        super(handler);
        this.limit = limit;
    }

    @Override
    public void onOpened(Connection connection) {
        // Only HTTP/1 can be upgraded from; what it is upgraded to, a WebSocket, has no heads and lives long.
        if (connection instanceof Connection.UpgradeFrom) {
            watches.put(connection, new Watch());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        watches.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        Watch watch = watches.get(connection);
        if (watch != null) {
            watch.headIsHere();
            Request.addCompletionListener(request, failure -> watch.isIdle(connection.getBytesIn()));
        }
        return super.handle(request, response, callback);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        look();
    }

    @Override
    protected void doStop() throws Exception {
        Scheduler.Task planned = next;
        if (planned != null) {
            planned.cancel();
        }
        super.doStop();
    }

    private void look() {
        watches.forEach((connection, watch) -> {
            if (watch.isTooSlow(connection.getBytesIn(), System.nanoTime(), limit.toNanos())) {
                connection.getEndPoint().close();
            }
        });
        if (isStarting() || isRunning()) {
            next = getServer()
                    .getScheduler()
                    .schedule(this::look, limit.toMillis() / LOOKS_PER_LIMIT, TimeUnit.MILLISECONDS);
        }
    }

    /** What is known of one connection. */
    private static final class Watch {

        private boolean isServing;
        private boolean hasBegun;
        private long bytesWhenIdle;
        private long beganNanos;

        synchronized void headIsHere() {
            isServing = true;
            hasBegun = false;
        }

        synchronized void isIdle(long bytesIn) {
            isServing = false;
            bytesWhenIdle = bytesIn;
        }

        /** The time begins with the look that sees the first byte. */
        synchronized boolean isTooSlow(long bytesIn, long nowNanos, long limitNanos) {
            if (isServing || bytesIn <= bytesWhenIdle) {
                return false;
            }
            if (!hasBegun) {
                hasBegun = true;
                beganNanos = nowNanos;
            }
            return nowNanos - beganNanos >= limitNanos;
        }
    }
}
