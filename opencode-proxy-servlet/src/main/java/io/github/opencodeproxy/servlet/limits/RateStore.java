package io.github.opencodeproxy.servlet.limits;

import java.util.concurrent.CompletionStage;

/**
 * Where the buckets of requests are kept. One for each process by default; a gateway of several nodes shares one between
 * them. Must be safe for use by many threads and must never block: it is asked for each request.
 */
@FunctionalInterface
public interface RateStore {

    /**
     * Takes one request out of a bucket, which is full when nobody has asked for it for long.
     *
     * @param policy whose bucket it is, {@code user} or {@code target}; not null
     * @param key the name of the user or the address of the server; not null. It may be secret, and clients choose it: a
     *     store must bound what it keeps
     * @param rate how large the bucket is and how fast it fills, the same for every key of a policy; not null
     * @return the verdict, soon. Where it fails, this process counts on its own
     */
    CompletionStage<RateVerdict> take(String policy, String key, Rate rate);
}
