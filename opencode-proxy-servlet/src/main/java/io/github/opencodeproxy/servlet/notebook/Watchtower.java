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

    /** Each is a connection; who has more servers at work is not followed everywhere. */
    private static final int MAX_WATCHES = 64;

    private final TargetGate gate;
    private final CredentialSeal seal;
    private final UpstreamClient client;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    private volatile boolean isClosed;

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

    /** {@return a watch that has begun, null when there are too many} Told of nothing before this returns. */
    @Nullable
    Watch watch(ServerWork work, Access access) {
        if (isClosed || watches.size() >= MAX_WATCHES) {
            return null;
        }
        Watch begun = new Watch(this, work, access);
        watches.add(begun);
        try {
            client.executor().execute(begun::begin);
            return begun;
        } catch (RejectedExecutionException isStopping) {
            watches.remove(begun);
            return null;
        }
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
        isClosed = true;
        watches.forEach(Watch::end);
    }
}
