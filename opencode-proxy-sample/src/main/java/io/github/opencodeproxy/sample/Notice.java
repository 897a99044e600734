package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.BasePath;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Says that the server is about to stop while it still serves everything: {@code /readyz} is a 503, and answers close their
 * connections. Whoever sends traffic here needs a moment to see that and to send it elsewhere; a port that closes at once
 * loses what he sends meanwhile.
 */
final class Notice extends Handler.Wrapper {

    private static final String READY = "/readyz";
    private static final String LIVE = "/healthz";

    private final BasePath basePath;

    /** Somebody sends traffic here, or not, by what we say of ourselves. */
    private volatile boolean isWatched;

    private volatile boolean isGiven;
    private volatile long lastRequestNanos;

    Notice(BasePath basePath, Handler next) {
        super(next);
        this.basePath = basePath;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        boolean isReadiness = path != null && path.endsWith(READY) && isBelowBase(path, READY);
        if (isReadiness) {
            isWatched = true;
        }
        if (isGiven) {
            if (isReadiness) {
                ContainerProblem.DRAINING.send(request, response, callback);
                return true;
            }
            if (path == null || !isBelowBase(path, LIVE)) {
                lastRequestNanos = System.nanoTime();
            }
            if (!request.getHeaders().contains(HttpHeader.UPGRADE)) {
                response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
            }
        }
        return super.handle(request, response, callback);
    }

    private boolean isBelowBase(String path, String probe) {
        return basePath.strip(path, "").equals(probe);
    }

    /**
     * Gives notice and waits until no request has come for a while. Where nobody has ever asked whether we are ready there is
     * nobody to tell.
     *
     * @param quiet how long no request must have come
     * @param longest how long to wait in any case
     */
    void give(Duration quiet, Duration longest) {
        long start = System.nanoTime();
        lastRequestNanos = start;
        isGiven = true;
        try {
            for (long left = isWatched ? quiet.toNanos() : 0; left > 0; ) {
                TimeUnit.NANOSECONDS.sleep(left);
                long now = System.nanoTime();
                left = Math.min(quiet.toNanos() - (now - lastRequestNanos), longest.toNanos() - (now - start));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
