package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One counter for each way a request can end. There are about 2,500 ways, of which an installation sees a few dozen, so each
 * counter is made when it is first needed.
 */
final class OutcomeCounters {

    private final Map<Way, Counter> counters = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final String name;

    OutcomeCounters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    void increment(Outcome outcome) {
        counters.computeIfAbsent(Way.of(outcome), this::counter).increment();
    }

    private Counter counter(Way way) {
        return Counter.builder(name)
                .description("Requests that are over")
                .tag("kind", Labels.of(way.kind()))
                .tag("end", Labels.of(way.end()))
                .tag("status", Labels.ofStatusClass(way.statusClass()))
                .tag("code", Labels.of(way.code()))
                .register(registry);
    }

    private record Way(
            Outcome.Kind kind,
            Outcome.End end,
            int statusClass,
            @Nullable ProblemCode code) {

        static Way of(Outcome outcome) {
            return new Way(outcome.kind(), outcome.end(), Labels.statusClass(outcome.status()), outcome.problem());
        }
    }
}
