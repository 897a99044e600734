package io.github.opencodeproxy.servlet.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The circuit breakers, of those servers only that have failed: one that answers has none. There are at most
 * {@value #MOST}; a server that fails beyond that has to do without.
 */
final class Breakers {

    static final int MOST = 4_096;

    private final LongSupplier nanoTime;
    private final Map<String, Breaker> failing = new ConcurrentHashMap<>();

    Breakers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** See {@link Breaker#admit}. */
    long admit(String target) {
        Breaker breaker = failing.get(target);
        return breaker == null ? 0 : breaker.admit(nanoTime.getAsLong());
    }

    void answered(String target) {
        // Looked for first: this is where every request comes by, and a removal may lock.
        if (failing.containsKey(target)) {
            failing.remove(target);
        }
    }

    void failed(String target) {
        long now = nanoTime.getAsLong();
        Breaker breaker = failing.get(target);
        if (breaker == null && failing.size() >= MOST) {
            failing.values().removeIf(old -> old.isForgotten(now));
        }
        if (breaker != null || failing.size() < MOST) {
            failing.computeIfAbsent(target, name -> new Breaker()).failed(now);
        }
    }

    void untried(String target) {
        Breaker breaker = failing.get(target);
        if (breaker != null) {
            breaker.untried();
        }
    }

    /** {@return how many servers have failed} */
    int size() {
        return failing.size();
    }
}
