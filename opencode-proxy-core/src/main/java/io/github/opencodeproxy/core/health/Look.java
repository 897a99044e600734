package io.github.opencodeproxy.core.health;

import io.github.opencodeproxy.core.policy.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One check and whoever waits for it, or has its result. Equal only to itself; safe for use by several threads. */
final class Look {
    private final @Nullable ServerHealth before;
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private final CompletableFuture<ServerHealth> health = new CompletableFuture<>();

    /** Written before the health is complete, and read after that. */
    private long endNanos;

    /** Begins one; {@code before} is what the one before has told, null when there was none or it was long ago. */
    Look(@Nullable ServerHealth before) {
        this.before = before;
    }

    CompletionStage<Decision> decision() {
        return decision.minimalCompletionStage();
    }

    CompletionStage<ServerHealth> health() {
        return health.minimalCompletionStage();
    }

    void decide(Decision made) {
        decision.complete(made);
    }

    void end(@Nullable ServerHealth found, @Nullable Throwable failure, long now) {
        endNanos = now;
        if (found != null) {
            health.complete(afterBefore(found));
        } else {
            health.completeExceptionally(failure == null ? new IllegalStateException("No result") : failure);
        }
    }

    /** The first miss after it was well is told as such. */
    private ServerHealth afterBefore(ServerHealth found) {
        return before instanceof ServerHealth.Healthy well
                        && found instanceof ServerHealth.Unhealthy miss
                        && !miss.reason().isDefinite()
                ? new ServerHealth.Missed(well, miss)
                : found;
    }

    boolean isStale(long now, long freshNanos) {
        return health.isDone() && now - endNanos >= freshNanos;
    }

    /** {@return what the next one begins with; null when it failed, or is too old to say anything about now} */
    @Nullable
    ServerHealth toRemember(long now, long memoryNanos) {
        return isStale(now, memoryNanos) || health.isCompletedExceptionally() ? null : health.getNow(null);
    }
}
