package io.github.opencodeproxy.servlet.request;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one listener after the other, whatever the first does. */
final class TwoListeners implements ProxyListener {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyListener.class);

    private final ProxyListener first;
    private final ProxyListener second;

    TwoListeners(ProxyListener first, ProxyListener second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void started(ClientRequest request) {
        tell(() -> first.started(request));
        second.started(request);
    }

    @Override
    public void denied(ClientRequest request, ProblemCode code, String rule) {
        tell(() -> first.denied(request, code, rule));
        second.denied(request, code, rule);
    }

    @Override
    public void answered(ClientRequest request, int status) {
        tell(() -> first.answered(request, status));
        second.answered(request, status);
    }

    @Override
    public void opened(ClientRequest request, Outcome.Kind kind) {
        tell(() -> first.opened(request, kind));
        second.opened(request, kind);
    }

    @Override
    public void failed(ClientRequest request, Throwable cause) {
        tell(() -> first.failed(request, cause));
        second.failed(request, cause);
    }

    @Override
    public void checked(ClientRequest request, ServerUrl target, Decision decision) {
        tell(() -> first.checked(request, target, decision));
        second.checked(request, target, decision);
    }

    @Override
    public void finished(ClientRequest request, Outcome outcome) {
        tell(() -> first.finished(request, outcome));
        second.finished(request, outcome);
    }

    private static void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException e) {
            LOG.warn("A listener has thrown", e);
        }
    }
}
