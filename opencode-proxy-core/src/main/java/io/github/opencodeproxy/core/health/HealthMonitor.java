package io.github.opencodeproxy.core.health;

import io.github.opencodeproxy.core.policy.Target;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Asks each server only once at a time, however many want to know, and lets them share what was found while it is fresh. Many
 * tabs of many users look at the same few servers.
 *
 * <p>A healthy server that misses one check is {@linkplain ServerHealth.Missed still well}; the second one in a row makes it
 * unhealthy. What is an answer and no miss (denied, a wrong password) counts at once.
 *
 * <p>It checks when it is asked and has no thread and no timer. It keeps what it found for two minutes, of 4,096 servers at
 * most, and no credentials. Safe for use by several threads.
 */
public final class HealthMonitor {
    private static final int MOST = 4096;
    private static final long MEMORY_NANOS = Duration.ofMinutes(2).toNanos();

    private final HealthCheck check;
    private final long freshNanos;
    private final LongSupplier nanoTime;

    /** Guarded by this. What nobody has asked for the longest comes first. */
    private final Map<Subject, Look> latest = new LinkedHashMap<>(16, 0.75f, true);

    private record Subject(Target target, String proof) {}

    /**
     * Makes a monitor that knows nothing.
     *
     * @param check looks at one server
     * @param fresh how long a result is given to others, from the end of its check; more than zero
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public HealthMonitor(HealthCheck check, Duration fresh, LongSupplier nanoTime) {
        this.check = Objects.requireNonNull(check, "check");
        this.freshNanos = fresh.toNanos();
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    /**
     * Tells how a server is: from a check that is under way or fresh, else from a new one.
     *
     * @param asker who wants to know
     * @return how it is, within 5 s; unknown when there was no room for a check. Fails only with what the asker's credentials
     *     throw, or those of somebody with the same proof
     */
    public CompletionStage<ServerHealth> ask(Asker asker) {
        Subject subject = new Subject(asker.target(), asker.proof());
        Look look;
        Optional<Runnable> room = Optional.empty();
        synchronized (this) {
            Look known = latest.get(subject);
            if (known != null && !known.isStale(nanoTime.getAsLong(), freshNanos)) {
                look = known;
            } else {
                room = asker.enter();
                if (room.isEmpty()) {
                    return CompletableFuture.completedFuture(new ServerHealth.Unknown());
                }
                look = new Look(known == null ? null : known.toRemember(nanoTime.getAsLong(), MEMORY_NANOS));
                latest.put(subject, look);
                dropOldest();
            }
        }
        CompletionStage<?> unused = look.decision().thenAccept(asker::decided);
        room.ifPresent(taken -> start(subject, look, asker, taken));
        return look.health();
    }

    private void start(Subject subject, Look look, Asker asker, Runnable giveBack) {
        CompletionStage<?> unused = checked(look, asker).whenComplete((found, failure) -> {
            giveBack.run();
            if (failure != null) {
                drop(subject, look);
            }
            look.end(found, failure, nanoTime.getAsLong());
        });
    }

    private CompletionStage<ServerHealth> checked(Look look, Asker asker) {
        try {
            return check.check(asker.target(), asker::credentials, look::decide);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Forgets everything, because another policy is in force: what was found by an earlier one is given to nobody who asks
     * from now on, and a check that is under way is shared by nobody else.
     */
    public synchronized void forget() {
        latest.clear();
    }

    private synchronized void drop(Subject subject, Look look) {
        latest.remove(subject, look);
    }

    private void dropOldest() {
        Iterator<Look> oldest = latest.values().iterator();
        long now = nanoTime.getAsLong();
        while (oldest.hasNext()) {
            Look look = oldest.next();
            if (latest.size() <= MOST && !look.isStale(now, MEMORY_NANOS)) {
                return;
            }
            oldest.remove();
        }
    }

    /** {@return of how many servers something is kept} */
    synchronized int size() {
        return latest.size();
    }
}
