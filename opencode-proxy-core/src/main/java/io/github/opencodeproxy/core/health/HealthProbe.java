package io.github.opencodeproxy.core.health;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.policy.Upstream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks one question of a vetted server. Implementations follow no redirect and are safe for use by several threads. */
@FunctionalInterface
public interface HealthProbe {
    /** The largest body that a probe hands on, in bytes; more of it is not read. */
    int MAX_BODY_BYTES = 64 * 1024;

    /**
     * Sends a GET request.
     *
     * @param upstream whom to ask; only its addresses may be dialled
     * @param path the path under the server's base path, beginning with a slash
     * @param credentials what to send along
     * @param timeout when to give up, from now; positive
     * @return the answer; fails with {@link HealthProbeException} when there is none
     */
    CompletionStage<Answer> get(Upstream upstream, String path, Credentials credentials, Duration timeout);

    /**
     * What a server answered.
     *
     * @param status the status code
     * @param contentType the media type as it came, empty when there was none
     * @param body at most {@link #MAX_BODY_BYTES} of the body; not copied, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // one reader, at once; a copy would only cost
    record Answer(int status, String contentType, byte[] body) {}
}
