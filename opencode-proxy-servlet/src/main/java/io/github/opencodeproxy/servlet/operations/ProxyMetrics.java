package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Counts and times requests in a Micrometer registry. Every label is one of a few fixed words: no user, no server, no path,
 * and no rule ever is one, so neither a visitor nor a scraper can learn or grow anything by them.
 *
 * <p>Meters are made before they are needed and found by enum, so that hearing of a request allocates next to nothing.
 */
public final class ProxyMetrics {

    private static final String PREFIX = "opencode.proxy.";

    private ProxyMetrics() {}

    /**
     * {@return a listener that measures; for one servlet} Safe for use by many threads.
     *
     * @param registry where to; not null
     */
    public static ProxyListener listener(MeterRegistry registry) {
        return new Listener(registry);
    }

    /**
     * Shows how many lines an access log has lost.
     *
     * @param registry where; not null
     * @param log the log; not null, held weakly
     */
    public static void accessLog(MeterRegistry registry, AccessLog log) {
        FunctionCounter.builder(PREFIX + "access.log.dropped", log, AccessLog::dropped)
                .description("Lines of the access log that could not be written")
                .register(registry);
    }

    private static final class Listener implements ProxyListener {

        private final OutcomeCounters requests;
        private final DenialCounters denials;
        private final Map<Outcome.Kind, Timer> toHead;
        private final Map<Outcome.Kind, Timer> total;
        private final Counter requestBytes;
        private final Counter responseBytes;
        private final LongAdder open = new LongAdder();
        private final OpenStreams streams;

        Listener(MeterRegistry registry) {
            requests = new OutcomeCounters(registry, PREFIX + "requests");
            denials = new DenialCounters(registry, PREFIX + "denied");
            toHead = timers(registry, "head", "From the arrival of a request to the head of its server's answer");
            total = timers(registry, "duration", "From the arrival of a request to its end");
            requestBytes = bytes(registry, "request");
            responseBytes = bytes(registry, "response");
            streams = new OpenStreams(registry, PREFIX + "open.streams");
            Gauge.builder(PREFIX + "open.requests", open, LongAdder::sum)
                    .description("Requests that are not over, streams included")
                    .strongReference(true)
                    .register(registry);
        }

        private static Map<Outcome.Kind, Timer> timers(MeterRegistry registry, String name, String description) {
            return byKind(kind -> Timer.builder(PREFIX + name)
                    .description(description)
                    .tag("kind", Labels.of(kind))
                    .register(registry));
        }

        private static <T> Map<Outcome.Kind, T> byKind(Function<Outcome.Kind, T> meter) {
            Map<Outcome.Kind, T> meters = new EnumMap<>(Outcome.Kind.class);
            for (Outcome.Kind kind : Outcome.Kind.values()) {
                meters.put(kind, meter.apply(kind));
            }
            return meters;
        }

        private static Counter bytes(MeterRegistry registry, String direction) {
            return Counter.builder(PREFIX + "body")
                    .description("Bodies and messages of requests that are over")
                    .baseUnit(BaseUnits.BYTES)
                    .tag("direction", direction)
                    .register(registry);
        }

        @Override
        public void started(ClientRequest request) {
            open.increment();
        }

        @Override
        public void denied(ClientRequest request, ProblemCode code, String rule) {
            denials.increment(code, rule);
        }

        @Override
        public void opened(ClientRequest request, Outcome.Kind kind) {
            streams.opened(request, kind);
        }

        @Override
        public void finished(ClientRequest request, Outcome outcome) {
            open.decrement();
            streams.closed(request);
            requests.increment(outcome);
            requestBytes.increment((double) outcome.requestBytes());
            responseBytes.increment((double) outcome.responseBytes());
            if (outcome.nanosToHead() >= 0) {
                record(toHead, outcome.kind(), outcome.nanosToHead());
            }
            record(total, outcome.kind(), outcome.nanos());
        }

        private static void record(Map<Outcome.Kind, Timer> timers, Outcome.Kind kind, long nanos) {
            Timer timer = timers.get(kind);
            if (timer != null) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }
}
