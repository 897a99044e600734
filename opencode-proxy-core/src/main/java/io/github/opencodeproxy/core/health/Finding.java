package io.github.opencodeproxy.core.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a check found, before it is dated.
 *
 * @param version the reported version of a healthy server
 * @param reason what is wrong, or null for a healthy server
 */
record Finding(String version, @Nullable UnhealthyReason reason) {

    static Finding of(UnhealthyReason reason) {
        return new Finding("", reason);
    }

    ServerHealth toHealth(Duration latency, Instant checkedAt) {
        return reason == null
                ? new ServerHealth.Healthy(version, latency, checkedAt)
                : new ServerHealth.Unhealthy(reason, reason.message(), latency, checkedAt);
    }
}
