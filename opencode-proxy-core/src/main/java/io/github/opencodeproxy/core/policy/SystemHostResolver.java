package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The Java runtime's resolver with what that lacks: a time limit, at most four threads, one lookup at a time per name,
 * and a cache with limits of its own (addresses for 30 s, their absence for 5 s, 1,024 names). The runtime has a cache
 * below this one; {@code networkaddress.cache.ttl} governs it. Safe for use by several threads.
 *
 * <p>A lookup that answers late still fills the cache, so one slow DNS server does not make every request wait anew.
 */
public final class SystemHostResolver implements HostResolver, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SystemHostResolver.class.getName());
    private static final int THREADS = 4;
    private static final int WAITING = 256;
    private static final int MAX_ENTRIES = 1024;
    private static final long POSITIVE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long NEGATIVE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Lookup lookup;
    private final long timeoutNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor executor;
    /** Not {@code orTimeout}: its thread is the whole JVM's, and keeps the class loader of the application it came from. */
    private final ScheduledThreadPoolExecutor limits;

    SystemHostResolver(Lookup lookup, Duration timeout, LongSupplier nanoTime) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout must be positive");
        }
        this.lookup = lookup;
        this.timeoutNanos = timeout.toNanos();
        this.nanoTime = nanoTime;
        this.executor = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), daemons("dns"));
        executor.allowCoreThreadTimeOut(true);
        this.limits = new ScheduledThreadPoolExecutor(1, daemons("dns-limit"), new ThreadPoolExecutor.DiscardPolicy());
        limits.setRemoveOnCancelPolicy(true);
        limits.setKeepAliveTime(30, TimeUnit.SECONDS);
        limits.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "opencode-proxy-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        long now = nanoTime.getAsLong();
        Entry entry = entries.get(host);
        if (entry == null || entry.isStale(now)) {
            makeRoom(now);
            Entry fresh = new Entry();
            entry = entries.merge(host, fresh, (old, made) -> old.isStale(now) ? made : old);
            if (entry == fresh) {
                start(host, fresh);
            }
        }
        return result(entry);
    }

    /**
     * Ends the threads; lookups under way fail. Returns when the threads have ended, within two seconds: one that waits for
     * a DNS server cannot be interrupted and ends by itself.
     */
    @Override
    public void close() {
        executor.shutdownNow();
        limits.shutdownNow();
        entries.values().forEach(entry -> entry.answer.completeExceptionally(new CancellationException("closed")));
        entries.clear();
        try {
            boolean isOver =
                    executor.awaitTermination(1, TimeUnit.SECONDS) && limits.awaitTermination(1, TimeUnit.SECONDS);
            if (!isOver) {
                LOG.log(System.Logger.Level.DEBUG, "A lookup still waits for a DNS server");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each caller has its own limit, and none can complete another's answer. */
    private CompletionStage<List<InetAddress>> result(Entry entry) {
        if (entry.answer.isDone()) {
            return entry.answer.minimalCompletionStage();
        }
        CompletableFuture<List<InetAddress>> own = entry.answer.copy();
        ScheduledFuture<?> limit = limits.schedule(
                () -> own.completeExceptionally(new TimeoutException()), timeoutNanos, TimeUnit.NANOSECONDS);
        return own.whenComplete((addresses, failure) -> limit.cancel(false)).minimalCompletionStage();
    }

    private void start(String host, Entry entry) {
        try {
            executor.execute(() -> run(host, entry));
        } catch (RuntimeException e) {
            finish(host, entry, e);
        }
    }

    private void run(String host, Entry entry) {
        try {
            List<InetAddress> addresses = List.of(lookup.lookup(host));
            entry.expires(nanoTime.getAsLong() + POSITIVE_NANOS);
            entry.answer.complete(addresses);
        } catch (UnknownHostException e) {
            entry.expires(nanoTime.getAsLong() + NEGATIVE_NANOS);
            entry.answer.completeExceptionally(e);
        } catch (RuntimeException e) {
            finish(host, entry, e);
        }
    }

    /** A failure that says nothing about the name is not kept. */
    private void finish(String host, Entry entry, RuntimeException failure) {
        entries.remove(host, entry);
        entry.answer.completeExceptionally(failure);
    }

    private void makeRoom(long now) {
        if (entries.size() >= MAX_ENTRIES) {
            entries.values().removeIf(entry -> entry.isStale(now));
        }
        if (entries.size() >= MAX_ENTRIES) {
            entries.values().removeIf(entry -> entry.answer.isDone());
        }
    }

    /** Asks for the addresses of a name and blocks until they are there. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] lookup(String host) throws UnknownHostException;
    }

    /** A lookup, under way or done. */
    private static final class Entry {
        private final CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        private volatile long expiresAt;

        void expires(long nanos) {
            expiresAt = nanos;
        }

        boolean isStale(long now) {
            return answer.isDone() && now - expiresAt >= 0;
        }
    }
}
