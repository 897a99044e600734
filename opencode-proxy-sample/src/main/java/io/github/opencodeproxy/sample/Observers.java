package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.servlet.operations.AccessLog;
import io.github.opencodeproxy.servlet.operations.Detected;
import io.github.opencodeproxy.servlet.operations.ProxyMetrics;
import io.github.opencodeproxy.servlet.operations.ProxyTracing;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.servlet.request.TraceContext;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Who hears of requests in the sample: the access log, the metrics, and traces where somebody has set them up. */
final class Observers implements AutoCloseable {

    private final AccessLog accessLog;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Optional<ProxyTracing> tracing = Detected.tracing();
    private final AtomicBoolean hasProcessMeters = new AtomicBoolean();

    Observers(AccessLog accessLog) {
        this.accessLog = accessLog;
        ProxyMetrics.accessLog(registry, accessLog);
    }

    ProxyListener listener() {
        return accessLog
                .and(ProxyMetrics.listener(registry))
                .and(tracing.<ProxyListener>map(found -> found).orElseGet(ProxyListener::none));
    }

    TraceContext traceContext() {
        return tracing.<TraceContext>map(found -> found).orElseGet(TraceContext::none);
    }

    /** {@return the metrics as Prometheus reads them} */
    String scrape() {
        if (hasProcessMeters.compareAndSet(false, true)) {
            // They only look at what the process is now, so the start need not wait for them.
            List.<MeterBinder>of(
                            new JvmMemoryMetrics(),
                            new JvmThreadMetrics(),
                            new ProcessorMetrics(),
                            new FileDescriptorMetrics(),
                            new UptimeMetrics())
                    .forEach(meters -> meters.bindTo(registry));
        }
        return registry.scrape();
    }

    @Override
    public void close() {
        accessLog.close();
        registry.close();
    }
}
