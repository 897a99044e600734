package io.github.opencodeproxy.core.policy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The only maker of upstreams. */
public final class TargetGate {
    public TargetGate(TargetPolicy policy, HostResolver resolver) {}

    public CompletionStage<Decision> admit(Target target) {
        return CompletableFuture.completedFuture(new Decision.Deny(DenyReason.HOST_DENIED, "no rule"));
    }
}
