package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;

/**
 * What one request may use. Sizes only so far; rates and concurrent streams enter by the same door.
 *
 * @param maxBodyBytes the longest request body that is forwarded, in bytes, at least 0
 */
public record Limits(long maxBodyBytes) {

    /**
     * Checks what can be known before the request is forwarded.
     *
     * @param request the request
     * @throws RequestRefusedException {@code body_too_large} or {@code expectation_failed}
     */
    public void check(ClientRequest request) throws RequestRefusedException {
        if (request.contentLength() > maxBodyBytes) {
            throw new RequestRefusedException(ProblemCode.BODY_TOO_LARGE);
        }
        for (String expectation : request.headers().values("Expect")) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new RequestRefusedException(ProblemCode.EXPECTATION_FAILED);
            }
        }
    }
}
