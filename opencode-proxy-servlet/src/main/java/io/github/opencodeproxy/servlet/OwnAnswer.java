package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.request.Outcome;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/** Ends the report of an answer of ours that is given later. */
final class OwnAnswer implements AsyncListener {

    private final Report report;

    OwnAnswer(Report report) {
        this.report = report;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        report.answeredByUs(((HttpServletResponse) event.getSuppliedResponse()).getStatus());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        onError(event);
    }

    @Override
    public void onError(AsyncEvent event) {
        report.failed(Objects.requireNonNullElseGet(event.getThrowable(), IOException::new));
        report.end(Outcome.End.CLIENT_LEFT, null);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
