package io.github.opencodeproxy.servlet.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is open by name, without a lock. A name with nothing open is not kept, so there are never more names than open
 * things.
 */
final class Tally {

    /** The counter has left the map: whoever still holds it takes a new one. */
    private static final int GONE = -1;

    private final ConcurrentMap<String, AtomicInteger> counters = new ConcurrentHashMap<>();

    /** {@return whether there was room below the limit; then one more is open} */
    boolean take(String name, int limit) {
        while (true) {
            AtomicInteger known = counters.get(name);
            AtomicInteger counter = known != null ? known : counters.computeIfAbsent(name, key -> new AtomicInteger());
            int open = counter.get();
            if (open >= limit) {
                return false;
            }
            if (open == GONE) {
                counters.remove(name, counter);
            } else if (counter.compareAndSet(open, open + 1)) {
                return true;
            }
        }
    }

    /** One less is open. */
    void giveBack(String name) {
        AtomicInteger counter = counters.get(name);
        if (counter != null && counter.decrementAndGet() == 0 && counter.compareAndSet(0, GONE)) {
            counters.remove(name, counter);
        }
    }

    /** {@return how many names are kept} */
    int size() {
        return counters.size();
    }
}
