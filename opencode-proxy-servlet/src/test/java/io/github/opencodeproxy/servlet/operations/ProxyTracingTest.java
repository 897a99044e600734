package io.github.opencodeproxy.servlet.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProxyTracingTest {

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = sdk(Sampler.alwaysOn());
    private final ProxyTracing tracing = ProxyTracing.of(telemetry);
    private final ClientRequest request = Requests.get("/api/servers/box/proxy/session/CANARY");

    private OpenTelemetrySdk sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build();
    }

    @Test
    void theServerGetsTheIdsOfTheRequestsSpan() {
        tracing.started(request);
        String traceparent = tracing.traceparent(request);
        tracing.finished(request, Requests.complete(Outcome.Kind.EVENT_STREAM, 200));

        SpanData span = exported.getFinishedSpanItems().get(0);
        assertThat(traceparent)
                .isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getSpanContext().getTraceFlags().asHex());
        assertThat(span.getSpanContext().isSampled()).isTrue();
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getName()).isEqualTo("GET");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attribute(span, "opencode.proxy.server")).isEqualTo("provided");
        assertThat(attribute(span, "opencode.proxy.kind")).isEqualTo("event_stream");
        assertThat(attribute(span, "opencode.proxy.request.id")).isEqualTo(request.id());
        assertThat(span.toString()).doesNotContain("CANARY", "svc.cluster.local");
    }

    @Test
    void aFailureIsAnErrorWithItsCodeAndWithoutItsMessage() {
        tracing.started(request);
        String unused = tracing.traceparent(request);
        tracing.failed(request, new IOException("10.1.2.3 CANARY"));
        tracing.finished(
                request,
                new Outcome(
                        Outcome.Kind.HTTP,
                        Outcome.End.UPSTREAM_FAILED,
                        502,
                        ProblemCode.UPSTREAM_RESET,
                        null,
                        0,
                        0,
                        -1,
                        1));

        SpanData span = exported.getFinishedSpanItems().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(span, "error.type")).isEqualTo("upstream_reset");
        assertThat(span.getEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getName()).isEqualTo("java.io.IOException"));
        assertThat(span.toString()).doesNotContain("CANARY");
    }

    @Test
    void noContextIsAParent() {
        Span container = telemetry.getTracer("container").spanBuilder("GET /").startSpan();
        try (Scope scope = container.makeCurrent()) {
            tracing.started(request);

            assertThat(scope).isNotNull();
            assertThat(tracing.traceparent(request))
                    .doesNotContain(container.getSpanContext().getTraceId());
        }
    }

    @Test
    void aRequestThatIsRefusedHasNoSpan() {
        tracing.started(request);
        tracing.finished(request, Requests.denied(ProblemCode.CROSS_SITE));

        assertThat(exported.getFinishedSpanItems()).isEmpty();
        assertThat(tracing.traceparent(request)).isNull();
    }

    @Test
    void aRequestThatIsSentTwiceHasOneSpan() {
        tracing.started(request);

        assertThat(tracing.traceparent(request)).isEqualTo(tracing.traceparent(request));
    }

    @Test
    void whatIsNotSampledSaysSo() {
        ProxyTracing never = ProxyTracing.of(sdk(Sampler.alwaysOff()));
        never.started(request);

        // Level 2 of Trace Context adds a bit that says that the id is random.
        assertThat(never.traceparent(request)).matches(".*-0[02]");
    }

    @Test
    void withoutAnSdkThereAreNoIds() {
        ProxyTracing none = ProxyTracing.of(OpenTelemetry.noop());
        none.started(request);

        assertThat(none.traceparent(request)).isNull();
    }

    private static String attribute(SpanData span, String name) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
    }
}
