package io.github.opencodeproxy.core.connection;

import java.util.List;
import java.util.Optional;

/**
 * The provided servers. Implementations are safe for use by several threads and may change over time. They answer from
 * memory: no method waits for anything. Pages that listen see a change within two seconds.
 */
public interface ServerDirectory {

    /**
     * Returns the servers in the order in which they are shown.
     *
     * @return an unmodifiable list without duplicate keys and with at most one default; may be empty
     */
    List<ProvidedServer> servers();

    /**
     * Finds a server by its key.
     *
     * @param key the key
     * @return the server, or empty if there is none by that key now
     */
    default Optional<ProvidedServer> find(ServerKey key) {
        for (ProvidedServer server : servers()) {
            if (server.key().equals(key)) {
                return Optional.of(server);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns why servers may be missing from the list.
     *
     * @return an unmodifiable list; empty when nothing is known to be missing
     */
    default List<DirectoryProblem> problems() {
        return List.of();
    }

    /**
     * Returns this directory with the servers of another one after its own. A server of the other whose key is taken is
     * hidden, and is the default only where this directory has none.
     *
     * @param other the other directory; not null
     * @return both, as they are at each moment
     */
    default ServerDirectory and(ServerDirectory other) {
        return new JoinedDirectory(this, other);
    }

    /**
     * Returns a directory without servers.
     *
     * @return the empty directory
     */
    static ServerDirectory none() {
        return List::of;
    }

    /**
     * Returns a directory of these servers that never changes.
     *
     * @param servers the servers in the order in which they are shown
     * @return the directory
     * @throws IllegalArgumentException if two servers share a key, or two are the default
     */
    static ServerDirectory of(List<ProvidedServer> servers) {
        return new FixedServerDirectory(servers);
    }
}
