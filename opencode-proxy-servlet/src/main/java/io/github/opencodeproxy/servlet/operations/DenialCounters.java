package io.github.opencodeproxy.servlet.operations;

import io.github.opencodeproxy.core.policy.DenyReason;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One counter for each code that we refuse with, and for {@code target_denied} one for each reason of the policy. The
 * policy's rule, which names hosts and address ranges, is only looked at for the reason that it begins with.
 */
final class DenialCounters {

    private static final Map<String, DenyReason> REASONS = Arrays.stream(DenyReason.values())
            .collect(Collectors.toUnmodifiableMap(DenyReason::code, Function.identity()));

    private final Map<ProblemCode, Counter> byCode = new ConcurrentHashMap<>();
    private final Map<DenyReason, Counter> byReason = new EnumMap<>(DenyReason.class);
    private final MeterRegistry registry;
    private final String name;

    DenialCounters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.name = name;
        // From the beginning, so that an alert on the first denial has a zero to compare with.
        for (DenyReason reason : DenyReason.values()) {
            byReason.put(reason, counter(ProblemCode.TARGET_DENIED, reason.code()));
        }
    }

    void increment(ProblemCode code, String rule) {
        Counter counter = code == ProblemCode.TARGET_DENIED ? byReason.get(reasonOf(rule)) : null;
        if (counter == null) {
            counter = byCode.computeIfAbsent(code, absent -> counter(absent, Labels.NONE));
        }
        counter.increment();
    }

    private static @Nullable DenyReason reasonOf(String rule) {
        int colon = rule.indexOf(':');
        return REASONS.get(colon < 0 ? rule : rule.substring(0, colon));
    }

    private Counter counter(ProblemCode code, String reason) {
        return Counter.builder(name)
                .description("Requests that we refused")
                .tag("code", code.code())
                .tag("reason", reason)
                .register(registry);
    }
}
