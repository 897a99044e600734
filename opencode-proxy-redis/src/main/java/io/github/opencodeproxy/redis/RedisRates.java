package io.github.opencodeproxy.redis;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.servlet.limits.RateStore;
import io.github.opencodeproxy.servlet.limits.RateVerdict;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rates of users and servers in Redis, so that all nodes of a gateway count together.
 *
 * <p>When Redis does not answer within 250 ms, or is not there, each node counts on its own, as if there were no Redis, and
 * asks it once a second whether it is back. So nobody is locked out, and with <i>n</i> nodes a user has at most <i>n</i>
 * times the rate meanwhile. The start does not depend on Redis either.
 *
 * <p>The nodes' wall clocks have to agree: a bucket is filled by the clock of the node that asks. A bucket leaves Redis
 * when it would be full. Names are not stored, only their SHA-256. Safe for use by many threads; never blocks but in
 * {@link #close()}.
 */
public final class RedisRates implements RateStore, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** After a bucket is full, against clocks that differ a little. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final CompletionStage<RateVerdict> GONE = CompletableFuture.<RateVerdict>failedFuture(
                    new IOException("Redis is not there"))
            .minimalCompletionStage();

    private final RedisURI uri;
    private final DefaultClientResources resources;
    private final RedisClient client;
    private final Outage outage;
    private final Map<Rate, CompletableFuture<BucketConfiguration>> configurations = new ConcurrentHashMap<>();
    private final AtomicBoolean isConnecting = new AtomicBoolean();

    private volatile @Nullable AsyncProxyManager<byte[]> buckets;

    private RedisRates(RedisURI uri) {
        this.uri = uri;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
        this.outage = new Outage(uri.getHost() + ":" + uri.getPort(), System::nanoTime);
    }

    /**
     * Begins to connect, and returns at once.
     *
     * @param uri {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://} for TLS; not null
     * @return the store; to be closed after the servlets that use it
     * @throws IllegalArgumentException if the text is none; its message does not repeat the text
     */
    public static RedisRates at(String uri) {
        RedisURI parsed;
        try {
            parsed = RedisURI.create(uri);
        } catch (RuntimeException quotesTheText) {
            throw new IllegalArgumentException("The address of Redis must be redis://host:port or rediss://host:port");
        }
        parsed.setTimeout(PATIENCE);
        RedisRates rates = new RedisRates(parsed);
        rates.connect();
        return rates;
    }

    /** Once there was a connection Lettuce makes it anew by itself. */
    private void connect() {
        if (!isConnecting.compareAndSet(false, true)) {
            return;
        }
        try {
            CompletionStage<?> unused = client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                    .thenAccept(connection -> buckets = bucketsOf(connection))
                    .exceptionally(failure -> {
                        notConnected(failure);
                        return null;
                    });
        } catch (RuntimeException e) {
            notConnected(e);
        }
    }

    private static AsyncProxyManager<byte[]> bucketsOf(StatefulRedisConnection<byte[], byte[]> connection) {
        return Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(GRACE))
                .requestTimeout(PATIENCE)
                .build()
                .asAsync();
    }

    private void notConnected(Throwable failure) {
        isConnecting.set(false);
        outage.failed(failure);
    }

    @Override
    public CompletionStage<RateVerdict> take(String policy, String key, Rate rate) {
        if (!outage.mayAsk()) {
            return GONE;
        }
        AsyncProxyManager<byte[]> asked = buckets;
        if (asked == null) {
            connect();
            return GONE;
        }
        return asked.builder()
                .build(BucketKey.of(policy, key, rate), () -> configuration(rate))
                .tryConsumeAndReturnRemaining(1)
                .whenComplete((probe, failure) -> {
                    if (failure == null) {
                        outage.answered();
                    } else {
                        outage.failed(failure);
                    }
                })
                .thenApply(RedisRates::verdict);
    }

    private CompletableFuture<BucketConfiguration> configuration(Rate rate) {
        return configurations.computeIfAbsent(
                rate,
                limits -> CompletableFuture.completedFuture(BucketConfiguration.builder()
                        .addLimit(limit -> limit.capacity(limits.burst()).refillGreedy(limits.perSecond(), SECOND))
                        .build()));
    }

    private static RateVerdict verdict(ConsumptionProbe probe) {
        return probe.isConsumed() ? RateVerdict.ALLOWED : new RateVerdict(Math.max(1, probe.getNanosToWaitForRefill()));
    }

    /** Closes the connection and ends every thread; waits for two seconds at most. */
    @Override
    public void close() {
        buckets = null;
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    /** {@return where Redis is, without a password} */
    @Override
    public String toString() {
        return "RedisRates[" + uri.getHost() + ":" + uri.getPort() + "]";
    }
}
