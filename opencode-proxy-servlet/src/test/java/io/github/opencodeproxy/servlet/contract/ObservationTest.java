package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.servlet.operations.AccessLog;
import io.github.opencodeproxy.servlet.operations.ProxyMetrics;
import io.github.opencodeproxy.servlet.operations.ProxyTracing;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What operators get to see of real requests. In one container only: what listeners are told is tried on all of them by
 * {@link ListenerContractTest}, and the libraries that are needed here are optional.
 */
@Timeout(60)
class ObservationTest {

    private static final String CLIENTS_TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Test
    void theServerIsToldTheSpanOfItsRequestAndNothingOfTheClientsTrace() throws Exception {
        InMemorySpanExporter exported = InMemorySpanExporter.create();
        ProxyTracing tracing = ProxyTracing.of(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build());
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = answering(heads);
                RunningProxy proxy =
                        RunningProxy.with(options -> options.listener(tracing).traceContext(tracing), upstream.url())) {
            assertThat(get(proxy, upstream)).isEqualTo(200);

            await().until(() -> exported.getFinishedSpanItems().size() == 1);
            SpanData span = exported.getFinishedSpanItems().get(0);
            assertThat(span.getParentSpanContext().isValid()).isFalse();
            assertThat(heads.take().toLowerCase(Locale.ROOT))
                    .contains("traceparent: 00-" + span.getTraceId() + "-" + span.getSpanId() + "-")
                    .doesNotContain(CLIENTS_TRACE, "tracestate", "baggage");
        }
    }

    @Test
    void withoutTracingEachRequestHasATraceOfItsOwnThatNobodyRecords() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = answering(heads);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            get(proxy, upstream);
            get(proxy, upstream);

            assertThat(List.of(traceparent(heads.take()), traceparent(heads.take())))
                    .doesNotHaveDuplicates()
                    .allMatch(value -> value.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"))
                    .noneMatch(value -> value.contains(CLIENTS_TRACE));
        }
    }

    @Test
    void aTraceContextThatThrowsOrMakesNonsenseDisturbsNothing() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = answering(heads);
                RunningProxy throwing = RunningProxy.with(
                        options -> options.traceContext(request -> {
                            throw new IllegalStateException("no trace");
                        }),
                        upstream.url());
                RunningProxy talking = RunningProxy.with(
                        options -> options.traceContext(request -> "x\r\nX-Forged: 1"), upstream.url())) {
            assertThat(get(throwing, upstream)).isEqualTo(200);
            assertThat(get(talking, upstream)).isEqualTo(200);

            assertThat(traceparent(heads.take())).endsWith("-00");
            String talkative = heads.take();
            assertThat(traceparent(talkative)).endsWith("-00");
            assertThat(talkative).doesNotContain("Forged");
        }
    }

    @Test
    void anEventStreamIsOpenUntilItsReaderHasLeft() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.with(
                        options -> options.listener(ProxyMetrics.listener(registry)), upstream.url());
                RawClient client =
                        proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
            client.readUntil("first");

            assertThat(open(registry, "event_stream")).isOne();
            assertThat(open(registry, "websocket")).isZero();
            assertThat(registry.get("opencode.proxy.open.requests").gauge().value())
                    .isOne();
        }
        await().until(() -> open(registry, "event_stream") == 0);
        assertThat(registry.get("opencode.proxy.duration")
                        .tag("kind", "event_stream")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    private static double open(SimpleMeterRegistry registry, String kind) {
        return registry.get("opencode.proxy.open.streams")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    @Test
    void theLogTellsWhereARequestWentAndWhatItWeighed() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (RawUpstream upstream = answering(new LinkedBlockingQueue<>());
                AccessLog log = AccessLog.to(lines::add);
                RunningProxy proxy = RunningProxy.with(options -> options.listener(log), upstream.url())) {
            get(proxy, upstream);
            await().until(() -> lines.size() == 1);

            JsonNode line = new ObjectMapper().readTree(lines.get(0));
            assertThat(line.path("target").textValue()).isEqualTo(upstream.url());
            assertThat(line.path("path").textValue()).isEqualTo("/api/proxy/session");
            assertThat(line.path("status").intValue()).isEqualTo(200);
            assertThat(line.path("responseBytes").intValue()).isEqualTo(2);
            assertThat(line.path("msToHead").doubleValue()).isPositive();
            assertThat(lines.get(0)).doesNotContain("CANARY");
        }
    }

    @Test
    void theLogAndTheMetricsTellTheReasonOfADenial() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (AccessLog log = AccessLog.to(lines::add);
                RunningProxy proxy = RunningProxy.with(
                        options -> options.listener(log.and(ProxyMetrics.listener(registry))),
                        "http://127.0.0.1:4096")) {
            proxy.get("/api/proxy/x", "X-Target-Server", "http://10.1.2.3:4096");
            await().until(() -> lines.size() == 1);

            assertThat(lines.get(0))
                    .contains("\"verdict\":\"deny\",\"reason\":\"ip_literal\",\"rule\":\"no rule for this address\"")
                    .contains("\"code\":\"target_denied\"");
            assertThat(registry.get("opencode.proxy.denied")
                            .tag("reason", "ip_literal")
                            .counter()
                            .count())
                    .isOne();
        }
    }

    private static RawUpstream answering(BlockingQueue<String> heads) throws IOException {
        return RawUpstream.start(conversation -> {
            conversation.readRequest();
            heads.add(conversation.head());
            conversation.answer("application/json", "{}");
        });
    }

    private static int get(RunningProxy proxy, RawUpstream upstream) throws Exception {
        return proxy.get(
                        "/api/proxy/session?ticket=CANARY",
                        "X-Target-Server",
                        upstream.url(),
                        "traceparent",
                        "00-" + CLIENTS_TRACE + "-b7ad6b7169203331-01",
                        "tracestate",
                        "vendor=1",
                        "baggage",
                        "user=CANARY")
                .statusCode();
    }

    private static String traceparent(String head) {
        return head.lines()
                .filter(line -> line.startsWith("traceparent: "))
                .map(line -> line.substring("traceparent: ".length()))
                .findFirst()
                .orElse("");
    }
}
