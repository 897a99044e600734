package io.github.opencodeproxy.servlet.docs;

import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.operations.AccessLog;
import io.github.opencodeproxy.servlet.operations.ProxyMetrics;
import io.github.opencodeproxy.servlet.operations.ProxyTracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;

/** The example of docs/operations.md; {@link SnippetsTest} compares them. */
final class ObservedGatewaySnippet {

    private ObservedGatewaySnippet() {}

    // snippet:begin observed
    static ProxyOptions options(TargetPolicy policy, AccessLog log, MeterRegistry registry, OpenTelemetry telemetry) {
        ProxyMetrics.accessLog(registry, log);
        ProxyTracing tracing = ProxyTracing.of(telemetry);
        return ProxyOptions.builder()
                .policy(policy)
                .listener(log.and(ProxyMetrics.listener(registry)).and(tracing))
                .traceContext(tracing)
                .build();
    }
    // snippet:end observed
}
