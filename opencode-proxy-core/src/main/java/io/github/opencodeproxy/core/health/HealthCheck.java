package io.github.opencodeproxy.core.health;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Checks a server. */
public final class HealthCheck {
    public HealthCheck(TargetGate gate, HealthProbe probe, Clock clock, LongSupplier nanoTime) {}

    public CompletionStage<ServerHealth> check(Target target, Credentials credentials) {
        return CompletableFuture.completedFuture(new ServerHealth.Unknown());
    }
}
