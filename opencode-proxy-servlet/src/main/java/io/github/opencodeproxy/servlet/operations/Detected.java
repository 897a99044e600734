package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.micrometer.core.instrument.Metrics;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.Optional;

/**
 * Finds out what is on the class path, for applications that are put together by somebody else, such as a WAR. Code that
 * knows its own dependencies says what it wants with {@link ProxyMetrics} and {@link ProxyTracing}.
 */
public final class Detected {

    private Detected() {}

    /** {@return a listener that measures in Micrometer's global registry; one that does nothing without Micrometer} */
    public static ProxyListener metrics() {
        return isPresent("io.micrometer.core.instrument.Metrics") ? OnMicrometer.listener() : ProxyListener.none();
    }

    /** {@return the tracing by OpenTelemetry's global instance; empty without OpenTelemetry, or when none is set up} */
    public static Optional<ProxyTracing> tracing() {
        return isPresent("io.opentelemetry.api.GlobalOpenTelemetry") ? OnOpenTelemetry.tracing() : Optional.empty();
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
