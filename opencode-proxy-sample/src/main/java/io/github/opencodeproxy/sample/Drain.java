package io.github.opencodeproxy.sample;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;

/**
 * Lets requests that have begun come to their end before the server stops, and refuses new ones meanwhile. Event streams
 * are not waited for: they have no end, and their readers come back by themselves.
 */
final class Drain extends Handler.Wrapper implements Graceful {

    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Set<Response> open = ConcurrentHashMap.newKeySet();
    private final Shutdown shutdown = new Shutdown(this) {
        @Override
        public boolean isShutdownDone() {
            return open.stream().allMatch(Drain::isEventStream);
        }
    };

    Drain(Handler next) {
        super(next);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Known as open before looking whether we stop, so that none slips between the two.
        open.add(response);
        Callback closing = Callback.from(callback, () -> close(response));
        if (shutdown.isShutdown()) {
            Response.writeError(request, response, closing, ContainerProblem.DRAINING.status());
            return true;
        }
        boolean isHandled = super.handle(request, response, closing);
        if (!isHandled) {
            close(response);
        }
        return isHandled;
    }

    private void close(Response response) {
        open.remove(response);
        if (shutdown.isShutdown()) {
            shutdown.check();
        }
    }

    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> done = shutdown.shutdown();
        lookAgain(done);
        return done;
    }

    /** Nobody tells when the head of an answer shows that it is an event stream. */
    private void lookAgain(CompletableFuture<Void> done) {
        shutdown.check();
        if (!done.isDone()) {
            getServer().getScheduler().schedule(() -> lookAgain(done), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown.isShutdown();
    }

    private static boolean isEventStream(Response response) {
        String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return response.isCommitted() && type != null && type.startsWith("text/event-stream");
    }
}
