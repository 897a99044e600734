package io.github.opencodeproxy.servlet.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProxyMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ProxyListener metrics = ProxyMetrics.listener(registry);

    @Test
    void requestsAreCountedByTheirEnd() {
        ClientRequest request = Requests.get("/api/proxy/x");
        metrics.started(request);
        assertThat(gauge("opencode.proxy.open.requests")).isOne();

        metrics.finished(request, Requests.complete(Outcome.Kind.HTTP, 204));

        assertThat(gauge("opencode.proxy.open.requests")).isZero();
        assertThat(registry.get("opencode.proxy.requests")
                        .tags("kind", "http", "end", "complete", "status", "2xx", "code", "none")
                        .counter()
                        .count())
                .isOne();
        assertThat(registry.get("opencode.proxy.body")
                        .tag("direction", "response")
                        .counter()
                        .count())
                .isEqualTo(22_000);
        assertThat(registry.get("opencode.proxy.duration")
                        .tag("kind", "http")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(89);
        assertThat(registry.get("opencode.proxy.head")
                        .tag("kind", "http")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void denialsAreCountedByReasonAndNeverByRule() {
        deny(ProblemCode.TARGET_DENIED, "address_denied: 169.254.0.0/16");
        deny(ProblemCode.TARGET_DENIED, "a rule without a reason");
        deny(ProblemCode.TARGET_INVALID, "userinfo");

        assertThat(denied("target_denied", "address_denied")).isOne();
        assertThat(denied("target_denied", "none")).isOne();
        assertThat(denied("target_invalid", "none")).isOne();
        // There from the beginning.
        assertThat(denied("target_denied", "control_plane")).isZero();
    }

    private void deny(ProblemCode code, String rule) {
        ClientRequest request = Requests.get("/api/proxy/x");
        metrics.started(request);
        metrics.denied(request, code, rule);
        metrics.finished(request, Requests.denied(code));
    }

    private double denied(String code, String reason) {
        return registry.get("opencode.proxy.denied")
                .tags("code", code, "reason", reason)
                .counter()
                .count();
    }

    @Test
    void openStreamsAreThoseThatAreNotFinished() {
        ClientRequest events = Requests.get("/api/proxy/event");
        ClientRequest terminal = Requests.get("/api/proxy/pty/1/connect");
        for (ClientRequest request : List.of(events, terminal)) {
            metrics.started(request);
        }
        metrics.opened(events, Outcome.Kind.EVENT_STREAM);
        metrics.opened(terminal, Outcome.Kind.WEBSOCKET);
        assertThat(open("event_stream")).isOne();
        assertThat(open("websocket")).isOne();

        // Whatever the end says of its kind.
        metrics.finished(events, Requests.complete(Outcome.Kind.HTTP, 200));

        assertThat(open("event_stream")).isZero();
        assertThat(open("websocket")).isOne();
    }

    private double open(String kind) {
        return registry.get("opencode.proxy.open.streams")
                .tag("kind", kind)
                .gauge()
                .value();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void labelsAreFixedWordsWhateverComes() {
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            for (int status : new int[] {-1, 0, 101, 200, 302, 499, 599, 999}) {
                metrics.finished(Requests.get("/api/proxy/u/CANARY"), Requests.complete(kind, status));
            }
        }
        for (ProblemCode code : ProblemCode.values()) {
            deny(code, "CANARY");
        }

        Set<String> keys = registry.getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .map(Tag::getKey)
                .collect(Collectors.toSet());
        assertThat(keys).containsExactlyInAnyOrder("kind", "end", "status", "code", "reason", "direction");
        assertThat(registry.getMeters().stream().map(Meter::getId))
                .noneMatch(id -> id.toString().contains("CANARY"));
        assertThat(registry.getMeters()).hasSizeLessThan(150);
    }

    @Test
    void aLogsLossesAreShown() {
        AccessLog log = AccessLog.to(line -> {});
        ProxyMetrics.accessLog(registry, log);
        log.close();
        log.finished(Requests.get("/late"), Requests.complete(Outcome.Kind.HTTP, 200));

        assertThat(registry.get("opencode.proxy.access.log.dropped")
                        .functionCounter()
                        .count())
                .isOne();
    }
}
