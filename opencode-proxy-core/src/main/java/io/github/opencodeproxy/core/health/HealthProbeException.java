package io.github.opencodeproxy.core.health;

/** A probe got no answer. Its message has no address and no secret. */
public final class HealthProbeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final UnhealthyReason reason;

    /**
     * Makes the failure of a probe.
     *
     * @param reason why there is no answer
     */
    public HealthProbeException(UnhealthyReason reason) {
        super(reason.code());
        this.reason = reason;
    }

    /**
     * Returns why there is no answer.
     *
     * @return the reason
     */
    public UnhealthyReason reason() {
        return reason;
    }
}
