package io.github.opencodeproxy.core.connection;

import java.util.Objects;

/**
 * A server that the operator or discovery put on the list; users choose it by its key and never see its credentials.
 *
 * @param key its name in URLs, unique in a directory
 * @param connection how it is reached
 * @param source who put it there
 * @param isDefault whether the user interface opens it first; one in a directory at most
 */
public record ProvidedServer(ServerKey key, ServerConnection.Http connection, Source source, boolean isDefault) {
    /** Refuses nulls. */
    public ProvidedServer {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(source, "source");
    }

    /** Who put a server on the list. */
    public enum Source {
        /** The operator's configuration: an exact exception of the policy. */
        CONFIG,
        /** Found in the cluster: must lie in the allowed address ranges. */
        DISCOVERED
    }
}
