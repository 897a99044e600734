package io.github.opencodeproxy.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SystemHostResolverTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final InetAddress ADDRESS = StubResolver.address("10.0.0.1");

    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void keepsAddressesThirtySeconds() throws Exception {
        try (SystemHostResolver resolver = new SystemHostResolver(this::found, LONG, now::get)) {
            assertThat(get(resolver, "a")).containsExactly(ADDRESS);
            now.addAndGet(TimeUnit.SECONDS.toNanos(30) - 1);
            assertThat(get(resolver, "a")).containsExactly(ADDRESS);
            assertThat(lookups).hasValue(1);
            now.incrementAndGet();
            get(resolver, "a");
            assertThat(lookups).hasValue(2);
        }
    }

    @Test
    void keepsAbsenceFiveSeconds() {
        try (SystemHostResolver resolver = new SystemHostResolver(this::unknown, LONG, now::get)) {
            assertThatThrownBy(() -> get(resolver, "a")).hasCauseInstanceOf(UnknownHostException.class);
            now.addAndGet(TimeUnit.SECONDS.toNanos(5) - 1);
            assertThatThrownBy(() -> get(resolver, "a")).hasCauseInstanceOf(UnknownHostException.class);
            assertThat(lookups).hasValue(1);
            now.incrementAndGet();
            assertThatThrownBy(() -> get(resolver, "a")).hasCauseInstanceOf(UnknownHostException.class);
            assertThat(lookups).hasValue(2);
        }
    }

    @Test
    void forgetsFailuresThatSayNothingAboutTheName() throws Exception {
        SystemHostResolver.Lookup broken = host -> {
            if (lookups.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
            }
            return new InetAddress[] {ADDRESS};
        };
        try (SystemHostResolver resolver = new SystemHostResolver(broken, LONG, now::get)) {
            assertThatThrownBy(() -> get(resolver, "a")).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(get(resolver, "a")).containsExactly(ADDRESS);
        }
    }

    @Test
    void sharesALookupUnderWayAndTimesOutEachCaller() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        SystemHostResolver.Lookup stuck = host -> {
            lookups.incrementAndGet();
            awaitQuietly(released);
            return new InetAddress[] {ADDRESS};
        };
        try (SystemHostResolver resolver = new SystemHostResolver(stuck, Duration.ofMillis(20), now::get)) {
            assertThatThrownBy(() -> get(resolver, "a")).hasCauseInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> get(resolver, "a")).hasCauseInstanceOf(TimeoutException.class);
            CompletableFuture<List<InetAddress>> waiting = resolver.resolve("a").toCompletableFuture();
            released.countDown();
            waiting.handle((a, f) -> a).get(10, TimeUnit.SECONDS);
            assertThat(lookups).hasValue(1);
        }
    }

    @Test
    void refusesMoreThanItCanHoldInsteadOfQueueingForEver() {
        CountDownLatch released = new CountDownLatch(1);
        SystemHostResolver.Lookup stuck = host -> {
            awaitQuietly(released);
            return new InetAddress[] {ADDRESS};
        };
        try (SystemHostResolver resolver = new SystemHostResolver(stuck, LONG, now::get)) {
            List<CompletableFuture<List<InetAddress>>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                all.add(resolver.resolve("h" + i).toCompletableFuture());
            }
            assertThat(all.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .hasSize(300 - 4 - 256);
            released.countDown();
            assertThat(all.get(0)).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void boundsTheCache() throws Exception {
        try (SystemHostResolver resolver = new SystemHostResolver(this::found, LONG, now::get)) {
            for (int i = 0; i < 3000; i++) {
                get(resolver, "h" + i);
            }
            get(resolver, "h0");
            assertThat(lookups).hasValue(3001);
        }
    }

    @Test
    void findsLoopbackByTheRuntime() throws Exception {
        try (SystemHostResolver resolver = HostResolver.system(LONG)) {
            assertThat(get(resolver, "localhost")).allMatch(InetAddress::isLoopbackAddress);
        }
        assertThatThrownBy(() -> HostResolver.system(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private InetAddress[] found(String host) {
        lookups.incrementAndGet();
        return new InetAddress[] {ADDRESS};
    }

    private InetAddress[] unknown(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        throw new UnknownHostException(host);
    }

    private static List<InetAddress> get(HostResolver resolver, String host)
            throws ExecutionException, InterruptedException, TimeoutException {
        return resolver.resolve(host).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
