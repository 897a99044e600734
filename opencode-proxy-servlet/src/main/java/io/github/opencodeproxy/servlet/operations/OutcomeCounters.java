package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One counter for each way a request can end. There are about 2,500 of them, of which an installation sees a few dozen, so
 * each is made when it is first needed.
 */
final class OutcomeCounters {

    private static final int ENDS = Outcome.End.values().length;
    private static final int CODES = ProblemCode.values().length + 1;

    private final AtomicReferenceArray<@Nullable Counter> counters = new AtomicReferenceArray<>(
            Outcome.Kind.values().length * ENDS * Labels.COUNT_OF_STATUS_CLASSES * CODES);
    private final MeterRegistry registry;
    private final String name;

    OutcomeCounters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
    }

    void increment(Outcome outcome) {
        int index = index(outcome);
        Counter counter = counters.get(index);
        if (counter == null) {
            // Two threads may come here at once: the registry gives both the same counter.
            counter = counter(outcome);
            counters.set(index, counter);
        }
        counter.increment();
    }

    private static int index(Outcome outcome) {
        int kindAndEnd = outcome.kind().ordinal() * ENDS + outcome.end().ordinal();
        int status = Labels.statusClass(outcome.status());
        int code = outcome.problem() == null ? 0 : outcome.problem().ordinal() + 1;
        return (kindAndEnd * Labels.COUNT_OF_STATUS_CLASSES + status) * CODES + code;
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder(name)
                .description("Requests that are over")
                .tag("kind", Labels.of(outcome.kind()))
                .tag("end", Labels.of(outcome.end()))
                .tag("status", Labels.ofStatusClass(Labels.statusClass(outcome.status())))
                .tag("code", Labels.of(outcome.problem()))
                .register(registry);
    }
}
