package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.servlet.request.TraceContext;
import io.micrometer.core.instrument.Metrics;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.Optional;

/**
 * Everything that can observe requests here, for applications that are put together by somebody else, such as a WAR: the
 * access log, metrics when Micrometer is on the class path, traces when OpenTelemetry is there and set up. Code that knows
 * its own dependencies says what it wants with {@link AccessLog}, {@link ProxyMetrics} and {@link ProxyTracing}.
 *
 * <p>Belongs to one servlet. Safe for use by many threads.
 */
public final class Detected implements AutoCloseable {

    private static final String MICROMETER = "io.micrometer.core.instrument.Metrics";
    private static final String OPEN_TELEMETRY = "io.opentelemetry.api.GlobalOpenTelemetry";

    private final AccessLog log = AccessLog.toLogger();
    private final Optional<ProxyTracing> tracing = tracing();
    private final ProxyListener listener =
            log.and(metrics()).and(tracing.<ProxyListener>map(found -> found).orElseGet(ProxyListener::none));

    private Detected() {
        if (isPresent(MICROMETER)) {
            OnMicrometer.show(log);
        }
    }

    /** {@return what there is here, to be closed after the servlet} */
    public static Detected open() {
        return new Detected();
    }

    /** {@return who is to hear of requests} */
    public ProxyListener listener() {
        return listener;
    }

    /** {@return under which trace requests go to their servers} */
    public TraceContext traceContext() {
        return tracing.<TraceContext>map(found -> found).orElseGet(TraceContext::none);
    }

    /** Writes what the access log has gathered and stops it. */
    @Override
    public void close() {
        log.close();
    }

    /** {@return a listener that measures in Micrometer's global registry; one that does nothing without Micrometer} */
    public static ProxyListener metrics() {
        return isPresent(MICROMETER) ? OnMicrometer.listener() : ProxyListener.none();
    }

    /** {@return the tracing by OpenTelemetry's global instance; empty without OpenTelemetry, or when none is set up} */
    public static Optional<ProxyTracing> tracing() {
        return isPresent(OPEN_TELEMETRY) ? OnOpenTelemetry.tracing() : Optional.empty();
    }

    private static boolean isPresent(String name) {
        try {
            Class.forName(name, false, Detected.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Loaded only where its imports can be. */
    private static final class OnMicrometer {
        static ProxyListener listener() {
            return ProxyMetrics.listener(Metrics.globalRegistry);
        }

        static void show(AccessLog log) {
            ProxyMetrics.accessLog(Metrics.globalRegistry, log);
        }
    }

    /** Loaded only where its imports can be. */
    private static final class OnOpenTelemetry {
        static Optional<ProxyTracing> tracing() {
            // Asking for an instance that is not set up would fix it as none for the whole process.
            return GlobalOpenTelemetry.isSet()
                    ? Optional.of(ProxyTracing.of(GlobalOpenTelemetry.get()))
                    : Optional.empty();
        }
    }
}
