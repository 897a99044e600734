package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.request.Outcome;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.function.Consumer;

/** What a container tells of a client that goes away. */
final class Departure implements AsyncListener {

    private final Report report;
    private final Consumer<Throwable> left;

    /**
     * @param report the request's
     * @param left is told why, or that, the client has left
     */
    Departure(Report report, Consumer<Throwable> left) {
        this.report = report;
        this.left = left;
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable reported = event.getThrowable();
        left.accept(reported == null ? new IOException("The client went away") : reported);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        onError(event);
    }

    /** A container that ends a request by itself has told nobody. */
    @Override
    public void onComplete(AsyncEvent event) {
        report.end(Outcome.End.CLIENT_LEFT, null);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
