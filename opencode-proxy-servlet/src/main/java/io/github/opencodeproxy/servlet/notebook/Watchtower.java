package io.github.opencodeproxy.servlet.notebook;

import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.servlet.sealing.CredentialSeal;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at servers on which agents work while no client does, by one event stream each. Safe for use by many threads.
 */
public final class Watchtower implements AutoCloseable {

    /**
     * Each is a connection. Nobody has more of them than are left for others; who has more servers at work is not followed
     * everywhere.
     */
    private static final int MAX_WATCHES = 64;

    private final TargetGate gate;
    private final CredentialSeal seal;
    private final UpstreamClient client;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    private boolean isClosed;

    /**
     * Makes a tower with nothing to look at.
     *
     * @param gate decides about each server, each time
     * @param seal opens the credentials
     * @param client dials
     */
    public Watchtower(TargetGate gate, CredentialSeal seal, UpstreamClient client) {
        this.gate = gate;
        this.seal = seal;
        this.client = client;
    }

    /** {@return a watch that has begun, null when its user, or all, have too many} Told of nothing before this returns. */
    @Nullable
    Watch watch(ServerWork work, Access access) {
        Watch begun = new Watch(this, work, access);
        if (!takes(begun)) {
            return null;
        }
        try {
            client.executor().execute(begun::begin);
            return begun;
        } catch (RejectedExecutionException isStopping) {
            watches.remove(begun);
            return null;
        }
    }

    private synchronized boolean takes(Watch begun) {
        int left = MAX_WATCHES - watches.size();
        long own = watches.stream()
                .filter(watch -> watch.user().equals(begun.user()))
                .count();
        return !isClosed && own < left && watches.add(begun);
    }

    void remove(Watch watch) {
        watches.remove(watch);
    }

    TargetGate gate() {
        return gate;
    }

    CredentialSeal seal() {
        return seal;
    }

    UpstreamClient client() {
        return client;
    }

    /** Ends every watch. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        watches.forEach(Watch::end);
    }
}
