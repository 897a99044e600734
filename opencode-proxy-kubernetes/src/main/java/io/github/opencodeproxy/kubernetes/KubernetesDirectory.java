package io.github.opencodeproxy.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a namespace, as the cluster says at each moment. For {@code ProxyOptions.Builder.discovery}.
 *
 * <p>Reads and never writes. The start does not wait for the cluster: until it has answered there are no servers. While it
 * does not answer the servers of before are listed. What it refuses is tried again each minute, so that a role or an
 * installation that comes later is noticed. Why servers may be missing is in {@link #problems()}.
 *
 * <p>A thread waits for each of Services, Sandboxes and SandboxClaims. Safe for use by many threads; no method but
 * {@link #start} and {@link #close()} does more than read a field.
 */
public final class KubernetesDirectory implements ServerDirectory, AutoCloseable {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final String namespace;
    private final ApiClient api;
    private final Duration shortestWait;
    private final Duration longestWait;
    private final ScheduledThreadPoolExecutor threads;
    private final List<Pursuit> pursuits = new ArrayList<>();
    private final List<Follower<?>> followers = new ArrayList<>();
    private final @Nullable Follower<ServiceItem> services;
    private final @Nullable Follower<SandboxItem> sandboxes;
    private final @Nullable Follower<ClaimItem> claims;

    private volatile List<ProvidedServer> servers = List.of();

    private KubernetesDirectory(ApiClient api, Search search, Duration shortestWait, Duration longestWait) {
        this.api = api;
        this.namespace = search.namespace();
        this.shortestWait = shortestWait;
        this.longestWait = longestWait;
        threads = new ScheduledThreadPoolExecutor(Kind.values().length + 1, KubernetesDirectory::thread);
        threads.setRemoveOnCancelPolicy(true);
        services = follow(Kind.SERVICES, search.services(), ServiceItem::read);
        sandboxes = follow(Kind.SANDBOXES, search.sandboxes(), SandboxItem::read);
        // Claims do not have the labels of their Sandboxes.
        claims = follow(Kind.CLAIMS, search.sandboxes() == null ? null : "", ClaimItem::read);
    }

    /**
     * Begins to look.
     *
     * @param access how the API server is reached
     * @param search what is looked for
     * @return the directory, to be closed
     * @throws IllegalArgumentException when the certificates of the cluster's authority are there and cannot be read
     */
    public static KubernetesDirectory start(ClusterAccess access, Search search) {
        return start(access, search, SHORTEST_WAIT, LONGEST_WAIT);
    }

    /** With other waits, so that tests need not wait that long. */
    static KubernetesDirectory start(ClusterAccess access, Search search, Duration shortest, Duration longest) {
        KubernetesDirectory directory = new KubernetesDirectory(ApiClient.of(access), search, shortest, longest);
        directory.pursuits.forEach(directory.threads::execute);
        return directory;
    }

    private <T> @Nullable Follower<T> follow(
            Kind kind, @Nullable String selector, Function<JsonNode, Optional<T>> reader) {
        if (selector == null) {
            return null;
        }
        Follower<T> follower = new Follower<>(api, kind.path(namespace), selector, reader, threads, this::refresh);
        BackOff backOff = new BackOff(
                shortestWait, longestWait, () -> ThreadLocalRandom.current().nextDouble());
        followers.add(follower);
        pursuits.add(new Pursuit(kind, namespace, follower, backOff, threads));
        return follower;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "opencode-kubernetes-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void refresh() {
        servers = Listing.of(namespace, items(services), items(sandboxes), items(claims));
    }

    private static <T> List<T> items(@Nullable Follower<T> follower) {
        return follower == null ? List.of() : follower.items();
    }

    @Override
    public List<ProvidedServer> servers() {
        return servers;
    }

    @Override
    public List<DirectoryProblem> problems() {
        return pursuits.stream().flatMap(pursuit -> pursuit.problem().stream()).toList();
    }

    /** Ends every thread and connection; the last list stays. */
    @Override
    public void close() {
        followers.forEach(Follower::close);
        threads.shutdownNow();
    }

    /** {@return whether it is closed and its threads are gone} */
    boolean hasEnded() {
        return threads.isTerminated();
    }

    /** {@return the namespace} */
    @Override
    public String toString() {
        return "KubernetesDirectory[" + namespace + "]";
    }
}
