package io.github.opencodeproxy.servlet.limits;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.concurrent.TimeUnit;

/**
 * What a client hears that is over a limit: when to come back, and which limit it was, in the fields of
 * draft-ietf-httpapi-ratelimit-headers-11.
 */
final class Refusals {

    private static final String RETRY_AFTER = "Retry-After";
    private static final String POLICY = "RateLimit-Policy";
    private static final String STATE = "RateLimit";

    /** Nobody knows when a stream ends. */
    private static final String WHEN_A_STREAM_ENDS = "5";

    private static final String SOON = "1";

    private Refusals() {}

    /** The quota is the bucket, the window what an empty one takes to be full. */
    static RequestRefusedException tooFast(String policy, Rate rate, long nanosToWait) {
        String seconds = seconds(nanosToWait);
        Headers fields = Headers.builder()
                .add(RETRY_AFTER, seconds)
                .add(POLICY, "\"" + policy + "\";q=" + rate.burst() + ";w=" + rate.secondsToFill())
                .add(STATE, "\"" + policy + "\";r=0;t=" + seconds)
                .build();
        return new RequestRefusedException(ProblemCode.RATE_LIMITED, policy, fields);
    }

    static RequestRefusedException tooManyAtOnce(int limit) {
        return new RequestRefusedException(ProblemCode.RATE_LIMITED, Limits.USER, atOnce("user-requests", limit, SOON));
    }

    static RequestRefusedException tooManyStreams(String policy, int limit) {
        return new RequestRefusedException(
                ProblemCode.TOO_MANY_STREAMS, policy, atOnce(policy + "-streams", limit, WHEN_A_STREAM_ENDS));
    }

    private static Headers atOnce(String name, int limit, String retryAfter) {
        return Headers.builder()
                .add(RETRY_AFTER, retryAfter)
                .add(POLICY, "\"" + name + "\";q=" + limit + ";qu=\"concurrent-requests\"")
                .add(STATE, "\"" + name + "\";r=0")
                .build();
    }

    static RequestRefusedException overloaded() {
        return refusal(ProblemCode.OVERLOADED, "streams", WHEN_A_STREAM_ENDS);
    }

    static RequestRefusedException serverIsBusy() {
        return refusal(ProblemCode.OVERLOADED, Limits.TARGET, SOON);
    }

    static RequestRefusedException circuitOpen(long nanosToWait) {
        return refusal(ProblemCode.CIRCUIT_OPEN, "", seconds(nanosToWait));
    }

    private static RequestRefusedException refusal(ProblemCode code, String reason, String retryAfter) {
        return new RequestRefusedException(
                code, reason, Headers.builder().add(RETRY_AFTER, retryAfter).build());
    }

    /** Rounded up: who comes back then is not early. */
    private static String seconds(long nanos) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return Long.toString(Math.max(1, nanos / second + (nanos % second == 0 ? 0 : 1)));
    }
}
