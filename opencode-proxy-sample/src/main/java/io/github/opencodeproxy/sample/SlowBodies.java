package io.github.opencodeproxy.sample;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request up whose body comes too slowly, after the rule of Apache's mod_reqtimeout: some seconds at first, and
 * another for each so many bytes. Time counts only while we wait for the client, so a server that reads slowly is not held
 * against it.
 */
final class SlowBodies extends Handler.Wrapper {

    private final Patience patience;

    SlowBodies(Handler handler, Patience patience) {
        super(handler);
        this.patience = patience;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean hasBody = request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return super.handle(hasBody ? new Watched(request) : request, response, callback);
    }

    private final class Watched extends Request.Wrapper {

        private final Scheduler timer = getComponents().getScheduler();

        private @Nullable Runnable waiting;
        private Scheduler.@Nullable Task task;
        private @Nullable TimeoutException failure;
        private long sinceNanos;
        private long waitedNanos;
        private long bytes;
        private long turn;

        Watched(Request request) {
            super(request);
        }

        @Override
        public synchronized Content.@Nullable Chunk read() {
            if (failure != null) {
                return Content.Chunk.from(failure, true);
            }
            Content.Chunk chunk = super.read();
            if (chunk != null) {
                bytes += chunk.remaining();
            }
            return chunk;
        }

        @Override
        public void demand(Runnable onContent) {
            synchronized (this) {
                waiting = onContent;
                sinceNanos = System.nanoTime();
                turn++;
                long mine = turn;
                task = timer.schedule(() -> give(mine), Math.max(0, leftNanos()), TimeUnit.NANOSECONDS);
            }
            super.demand(this::arrived);
        }

        private long leftNanos() {
            long earned = TimeUnit.SECONDS.toNanos(1) * bytes / patience.bytesPerSecond();
            return patience.bodyGrace().toNanos() + earned - waitedNanos;
        }

        private void arrived() {
            runOnce(turn(), null);
        }

        /** A timer that is late, because the next demand was made meanwhile, has nothing to say. */
        private void give(long itsTurn) {
            // The timer's one thread must not do what others wait for it to end.
            getComponents()
                    .getExecutor()
                    .execute(() -> runOnce(itsTurn, new TimeoutException("The body comes too slowly")));
        }

        private synchronized long turn() {
            return turn;
        }

        private void runOnce(long itsTurn, @Nullable TimeoutException cause) {
            Runnable onContent;
            synchronized (this) {
                onContent = waiting;
                if (onContent == null || itsTurn != turn) {
                    return;
                }
                waiting = null;
                waitedNanos += System.nanoTime() - sinceNanos;
                failure = cause;
                if (task != null) {
                    task.cancel();
                }
            }
            onContent.run();
        }
    }
}
