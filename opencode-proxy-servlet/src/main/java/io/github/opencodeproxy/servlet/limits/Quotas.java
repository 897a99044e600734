package io.github.opencodeproxy.servlet.limits;

import java.util.Objects;

/**
 * What is allowed at most. Streams are event streams and WebSockets. Immutable.
 *
 * @param user requests of one user
 * @param target requests to one server, of all users together
 * @param streamsPerUser streams that one user may have open at once, above 0
 * @param streamsPerTarget streams that may be open to one server at once, above 0
 * @param streams streams that may be open at once in all, above 0
 * @param requestsPerUser requests that one user may have under way at once, streams not counted, above 0
 * @param requestsPerTarget requests that may be under way to one server at once, streams not counted, above 0
 */
public record Quotas(
        Rate user,
        Rate target,
        int streamsPerUser,
        int streamsPerTarget,
        int streams,
        int requestsPerUser,
        int requestsPerTarget) {

    private static final Quotas DEFAULTS = new Quotas(new Rate(50, 200), new Rate(100, 400), 32, 64, 10_000, 128, 256);

    /** Checks the ranges. */
    public Quotas {
        Objects.requireNonNull(user);
        Objects.requireNonNull(target);
        if (streamsPerUser < 1 || streamsPerTarget < 1 || streams < 1 || requestsPerUser < 1 || requestsPerTarget < 1) {
            throw new IllegalArgumentException("A limit must be above 0");
        }
    }

    /** {@return 50 requests a second and 200 at once for a user, twice that for a server; 32, 64 and 10,000 streams; 128 and 256 requests under way} */
    public static Quotas defaults() {
        return DEFAULTS;
    }

    /**
     * {@return the same with other rates}
     *
     * @param ofUser requests of one user
     * @param ofTarget requests to one server
     */
    public Quotas withRates(Rate ofUser, Rate ofTarget) {
        return new Quotas(
                ofUser, ofTarget, streamsPerUser, streamsPerTarget, streams, requestsPerUser, requestsPerTarget);
    }

    /**
     * {@return the same with other limits of streams}
     *
     * @param perUser of one user
     * @param perTarget to one server
     * @param total in all
     */
    public Quotas withStreams(int perUser, int perTarget, int total) {
        return new Quotas(user, target, perUser, perTarget, total, requestsPerUser, requestsPerTarget);
    }

    /**
     * {@return the same with other limits of requests under way}
     *
     * @param perUser of one user
     * @param perTarget to one server
     */
    public Quotas withRequests(int perUser, int perTarget) {
        return new Quotas(user, target, streamsPerUser, streamsPerTarget, streams, perUser, perTarget);
    }
}
