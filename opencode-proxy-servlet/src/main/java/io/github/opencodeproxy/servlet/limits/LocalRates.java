package io.github.opencodeproxy.servlet.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The buckets of this process. A bucket that is full again says no more than one that was never made, so those are what is
 * forgotten when there are too many. Where that is not enough, whoever is new shares one bucket with all others who are.
 */
final class LocalRates implements RateStore {

    /** For each policy. A bucket takes less than a kilobyte with its name. */
    static final int MOST = 8_192;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TimeMeter clock;
    private final Map<String, Family> families = new ConcurrentHashMap<>();

    LocalRates(LongSupplier nanoTime) {
        this.clock = new SinceStart(nanoTime, nanoTime.getAsLong());
    }

    @Override
    public CompletionStage<RateVerdict> take(String policy, String key, Rate rate) {
        Family family = families.get(policy);
        if (family == null) {
            family = families.computeIfAbsent(policy, name -> new Family(rate, clock));
        }
        Bucket bucket = family.of(key);
        if (bucket.tryConsume(1)) {
            return RateVerdict.allowedNow();
        }
        long wait = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return CompletableFuture.completedFuture(new RateVerdict(Math.max(1, wait)));
    }

    /** {@return how many buckets a policy has} */
    int size(String policy) {
        Family family = families.get(policy);
        return family == null ? 0 : family.buckets.size();
    }

    /** Begins at zero, because Bucket4j compares times, and System.nanoTime() may overflow between two of them. */
    private record SinceStart(LongSupplier nanoTime, long start) implements TimeMeter {

        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong() - start;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    /** The buckets of one policy. */
    private static final class Family {

        private final Rate rate;
        private final TimeMeter clock;
        private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
        private final Bucket shared;
        private final AtomicLong nextSweep;

        Family(Rate rate, TimeMeter clock) {
            this.rate = rate;
            this.clock = clock;
            this.shared = make();
            this.nextSweep = new AtomicLong(clock.currentTimeNanos());
        }

        private Bucket make() {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), SECOND))
                    .withCustomTimePrecision(clock)
                    .build();
        }

        Bucket of(String key) {
            Bucket known = buckets.get(key);
            if (known != null) {
                return known;
            }
            if (buckets.size() >= MOST) {
                sweep();
            }
            return buckets.size() >= MOST ? shared : buckets.computeIfAbsent(key, name -> make());
        }

        /** At most once a second, by whoever comes first: it looks at every bucket. */
        private void sweep() {
            long now = clock.currentTimeNanos();
            long due = nextSweep.get();
            if (now - due >= 0 && nextSweep.compareAndSet(due, now + SECOND.toNanos())) {
                buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= rate.burst());
            }
        }
    }
}
