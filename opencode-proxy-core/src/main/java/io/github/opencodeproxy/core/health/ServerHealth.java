package io.github.opencodeproxy.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What a check found. */
public sealed interface ServerHealth
        permits ServerHealth.Healthy, ServerHealth.Missed, ServerHealth.Unhealthy, ServerHealth.Unknown {

    /**
     * The server is well.
     *
     * @param version the version it reports: printable ASCII, 64 characters at most, empty when it reports none
     * @param latency how long the check took, the name lookup included
     * @param checkedAt when it ended
     */
    record Healthy(String version, Duration latency, Instant checkedAt) implements ServerHealth {
        /** Refuses nulls. */
        public Healthy {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(latency, "latency");
            Objects.requireNonNull(checkedAt, "checkedAt");
        }
    }

    /**
     * The server was well, and has missed one check since: that may have been one lost packet. Only {@link HealthMonitor}
     * knows this; a single check does not.
     *
     * @param before how it was
     * @param miss what the check found
     */
    record Missed(Healthy before, Unhealthy miss) implements ServerHealth {
        /** Refuses nulls. */
        public Missed {
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(miss, "miss");
        }
    }

    /**
     * The server cannot be used.
     *
     * @param reason why
     * @param message one English sentence with the next step, without addresses or secrets
     * @param latency how long the check took
     * @param checkedAt when it ended
     */
    record Unhealthy(UnhealthyReason reason, String message, Duration latency, Instant checkedAt)
            implements ServerHealth {
        /** Refuses nulls. */
        public Unhealthy {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(latency, "latency");
            Objects.requireNonNull(checkedAt, "checkedAt");
        }
    }

    /** Not checked yet. */
    record Unknown() implements ServerHealth {}
}
