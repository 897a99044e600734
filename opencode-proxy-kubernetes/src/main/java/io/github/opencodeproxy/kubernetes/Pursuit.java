package io.github.opencodeproxy.kubernetes;

import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.DirectoryProblem.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Follows the resources of one kind for as long as the directory is open, one turn after the other, and says once what is
 * wrong and once that it is over.
 */
final class Pursuit implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesDirectory.class);

    private final Kind kind;
    private final String namespace;
    private final Follower<?> follower;
    private final BackOff backOff;
    private final ScheduledExecutorService threads;

    private volatile @Nullable DirectoryProblem problem;

    Pursuit(Kind kind, String namespace, Follower<?> follower, BackOff backOff, ScheduledExecutorService threads) {
        this.kind = kind;
        this.namespace = namespace;
        this.follower = follower;
        this.backOff = backOff;
        this.threads = threads;
    }

    Optional<DirectoryProblem> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void run() {
        try {
            Duration wait = turn();
            ScheduledFuture<?> unused = threads.schedule(this, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | RejectedExecutionException e) {
            // The directory was closed.
            Thread.currentThread().interrupt();
        }
    }

    /** {@return how long to wait before the next} */
    private Duration turn() throws InterruptedException {
        try {
            if (follower.hasToList()) {
                follower.list();
            }
            follower.watch(this::solved);
            backOff.reset();
            return backOff.next();
        } catch (GoneException e) {
            LOG.debug("{}: a new list is needed", kind.plural());
            follower.startOver();
            return backOff.next();
        } catch (ApiException e) {
            return failed(e.reason(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed(Reason.UNREACHABLE, e.toString());
        } catch (RejectedExecutionException closed) {
            throw closed;
        } catch (RuntimeException e) {
            LOG.warn("{} cannot be followed", kind.plural(), e);
            return failed(Reason.FAILED, e.toString());
        }
    }

    private Duration failed(Reason reason, String detail) {
        follower.startOver();
        DirectoryProblem before = problem;
        if (before == null || before.reason() != reason) {
            DirectoryProblem now = new DirectoryProblem(kind.plural(), reason, message(reason));
            problem = now;
            // Where agent-sandbox is not installed nothing is wrong.
            LOG.atLevel(reason == Reason.NOT_INSTALLED ? Level.INFO : Level.WARN)
                    .log("{} ({})", now.message(), detail);
        }
        boolean isLasting = reason == Reason.FORBIDDEN || reason == Reason.NOT_INSTALLED;
        if (isLasting) {
            follower.forget();
        }
        return isLasting ? backOff.longest() : backOff.next();
    }

    private void solved() {
        if (problem != null) {
            problem = null;
            LOG.info("The {} of the namespace {} are followed again", kind.plural(), namespace);
        }
    }

    private String message(Reason reason) {
        return switch (reason) {
            case FORBIDDEN ->
                "The service account may not list and watch " + kind.plural() + " in the namespace " + namespace
                        + ". Ask your admin for a role with get, list and watch on " + kind.plural() + " (" + kind.api()
                        + ").";
            case NOT_INSTALLED ->
                "This cluster has no " + kind.plural() + " (" + kind.api() + "): agent-sandbox is not installed.";
            case UNAUTHORIZED ->
                "The cluster does not accept the token of the service account. The list of " + kind.plural()
                        + " may be out of date.";
            case UNREACHABLE ->
                "The cluster's API server cannot be reached. The list of " + kind.plural() + " may be out of date.";
            case FAILED ->
                "The cluster's API server answers with an error. The list of " + kind.plural() + " may be out of date.";
        };
    }
}
