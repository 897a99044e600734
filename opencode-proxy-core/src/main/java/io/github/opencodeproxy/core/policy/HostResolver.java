package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the addresses of a host name. Implementations are safe for use by several threads and never block a caller. */
@FunctionalInterface
public interface HostResolver {

    /**
     * Looks a name up.
     *
     * @param host a canonical host name, never an IP literal
     * @return all its addresses in the order of preference; fails with {@link java.net.UnknownHostException} when there
     *     are none, with {@link java.util.concurrent.TimeoutException} when there was no answer in time
     */
    CompletionStage<List<InetAddress>> resolve(String host);

    /**
     * Returns a resolver over the Java runtime's, with its own time limit, threads and cache.
     *
     * @param timeout how long one lookup may take; positive
     * @return a resolver to close when done
     */
    static SystemHostResolver system(Duration timeout) {
        return new SystemHostResolver(InetAddress::getAllByName, timeout, System::nanoTime);
    }
}
