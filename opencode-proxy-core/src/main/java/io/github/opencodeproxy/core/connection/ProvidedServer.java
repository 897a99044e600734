package io.github.opencodeproxy.core.connection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server that the operator or discovery put on the list; users choose it by its key and never see its credentials.
 *
 * @param key its name in URLs, unique in a directory
 * @param connection how it is reached
 * @param source who put it there
 * @param isDefault whether the user interface opens it first; one in a directory at most
 * @param discovery what else is known of a server that was found; null for one that the operator named
 */
public record ProvidedServer(
        ServerKey key,
        ServerConnection.Http connection,
        Source source,
        boolean isDefault,
        @Nullable Discovery discovery) {
    /** Refuses nulls, but for the last. */
    public ProvidedServer {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(source, "source");
    }

    /**
     * A server of which nothing else is known.
     *
     * @param key its name in URLs
     * @param connection how it is reached
     * @param source who put it on the list
     * @param isDefault whether the user interface opens it first
     */
    public ProvidedServer(ServerKey key, ServerConnection.Http connection, Source source, boolean isDefault) {
        this(key, connection, source, isDefault, null);
    }

    /**
     * Returns a server that was found.
     *
     * @param key its name in URLs
     * @param connection how it is reached
     * @param discovery what else is known of it
     * @return a server that is not the default and must lie in the allowed address ranges
     */
    public static ProvidedServer discovered(ServerKey key, ServerConnection.Http connection, Discovery discovery) {
        return new ProvidedServer(key, connection, Source.DISCOVERED, false, discovery);
    }

    ProvidedServer withoutDefault() {
        return isDefault ? new ProvidedServer(key, connection, source, false, discovery) : this;
    }

    /** Who put a server on the list. */
    public enum Source {
        /** The operator's configuration: an exact exception of the policy. */
        CONFIG,
        /** Found in the cluster: must lie in the allowed address ranges. */
        DISCOVERED
    }
}
