package io.github.opencodeproxy.sample;

import java.nio.channels.WritePendingException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;

/**
 * Lets requests that have begun come to their end before the server stops, and refuses new ones meanwhile. Event streams
 * have no end of their own: they get one here, once nothing else is open, and their readers come back by themselves.
 */
final class Drain extends Handler.Wrapper implements Graceful {

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Shutdown shutdown = new Shutdown(this) {
        @Override
        public boolean isShutdownDone() {
            return open.isEmpty();
        }
    };

    Drain(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Exchange exchange =
                new Exchange(request.getConnectionMetaData().getConnection().getEndPoint(), response);
        // Known as open before looking whether we stop, so that none slips between the two.
        open.add(exchange);
        Callback closing = Callback.from(() -> close(exchange), callback);
        if (shutdown.isShutdown()) {
            Response.writeError(request, response, closing, ContainerProblem.DRAINING.status());
            return true;
        }
        boolean isHandled = super.handle(request, response, closing);
        if (!isHandled) {
            close(exchange);
        }
        return isHandled;
    }

    private void close(Exchange exchange) {
        exchange.finish();
        open.remove(exchange);
        shutdown.check();
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> done = shutdown.shutdown();
        look(done);
        return done;
    }

    /** Looks until all is done, because nobody tells when the head of an answer shows that it is an event stream. */
    private void look(CompletableFuture<Void> done) {
        shutdown.check();
        if (done.isDone()) {
            return;
        }
        if (open.stream().allMatch(Exchange::isEventStream)) {
            open.forEach(exchange -> exchange.end(() -> close(exchange)));
        }
        getServer().getScheduler().schedule(() -> look(done), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isShutdown() {
        return shutdown.isShutdown();
    }

    /** A request that has begun: the connection that it came on and its answer. Equal only to itself. */
    private static final class Exchange {

        private final EndPoint connection;
        private final Response response;
        private boolean isFinished;

        Exchange(EndPoint connection, Response response) {
            this.connection = connection;
            this.response = response;
        }

        synchronized boolean isEventStream() {
            if (isFinished) {
                return true;
            }
            String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
            return response.isCommitted() && type != null && type.startsWith("text/event-stream");
        }

        /** From now on the response is Jetty's to use for another request. */
        synchronized void finish() {
            isFinished = true;
        }

        /**
         * Sends the last chunk, which says that nothing was lost. While an event is just being written it cannot be sent:
         * the next look tries again. The servlet hears of it when the client of the upstream leg stops.
         */
        synchronized void end(Runnable ended) {
            if (!isFinished) {
                response.write(true, BufferUtil.EMPTY_BUFFER, Callback.from(() -> hangUp(ended), failure -> {
                    if (!(failure instanceof WritePendingException)) {
                        hangUp(ended);
                    }
                }));
            }
        }

        private void hangUp(Runnable ended) {
            connection.close();
            ended.run();
        }
    }
}
