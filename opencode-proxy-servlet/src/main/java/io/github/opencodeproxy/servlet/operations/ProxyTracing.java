package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.servlet.request.TargetSelector;
import io.github.opencodeproxy.servlet.request.TraceContext;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A span of OpenTelemetry for each request that goes to a server, and its ids in the {@code traceparent} that the server
 * gets. Each span begins a trace: neither the client's context nor one that the container may have taken from it is a
 * parent.
 *
 * <p>Belongs to one servlet, as its listener and its trace context. Safe for use by many threads.
 */
public final class ProxyTracing implements ProxyListener, TraceContext {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> ID = AttributeKey.stringKey("opencode.proxy.request.id");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("opencode.proxy.server");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("opencode.proxy.kind");
    private static final AttributeKey<String> END = AttributeKey.stringKey("opencode.proxy.end");

    private final Tracer tracer;
    /** The requests that have started and are not over, most of them without a span yet. */
    private final Map<String, Span> open = new ConcurrentHashMap<>();

    private ProxyTracing(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * {@return the tracing of one servlet}
     *
     * @param telemetry who records and exports; not null
     */
    public static ProxyTracing of(OpenTelemetry telemetry) {
        return new ProxyTracing(telemetry.getTracer("io.github.opencodeproxy"));
    }

    @Override
    public void started(ClientRequest request) {
        open.put(request.id(), Span.getInvalid());
    }

    @Override
    public @Nullable String traceparent(ClientRequest request) {
        // A request may be over before it is sent on: then no end would ever close its span.
        Span span = open.computeIfPresent(
                request.id(), (id, begun) -> begun.getSpanContext().isValid() ? begun : begin(request));
        SpanContext context = span == null ? SpanContext.getInvalid() : span.getSpanContext();
        return context.isValid()
                ? "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                        + context.getTraceFlags().asHex()
                : null;
    }

    private Span begin(ClientRequest request) {
        boolean isProvided = request.path().startsWith(TargetSelector.BY_KEY);
        return tracer.spanBuilder(request.method())
                .setNoParent()
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(METHOD, request.method())
                .setAttribute(ID, request.id())
                .setAttribute(SERVER, isProvided ? "provided" : "requested")
                .startSpan();
    }

    @Override
    public void failed(ClientRequest request, Throwable cause) {
        Span span = open.get(request.id());
        if (span != null) {
            // The name of the class alone: messages hold addresses.
            span.addEvent(cause.getClass().getName());
        }
    }

    @Override
    public void finished(ClientRequest request, Outcome outcome) {
        Span span = open.remove(request.id());
        if (span == null || !span.getSpanContext().isValid()) {
            return;
        }
        span.setAttribute(KIND, Labels.of(outcome.kind()));
        span.setAttribute(END, Labels.of(outcome.end()));
        span.setAttribute(STATUS, (long) outcome.status());
        if (outcome.problem() != null) {
            span.setAttribute(ERROR, outcome.problem().code());
        }
        if (outcome.status() >= 400 || outcome.end() == Outcome.End.UPSTREAM_FAILED) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
