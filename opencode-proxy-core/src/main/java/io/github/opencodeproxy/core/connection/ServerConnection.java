package io.github.opencodeproxy.core.connection;

import java.util.Objects;

/** How a server is reached. Only HTTP today; sealed, so that a new way is a compile error wherever it matters. */
public sealed interface ServerConnection permits ServerConnection.Http {

    /**
     * A server that is reached by HTTP or HTTPS.
     *
     * @param url where it is
     * @param displayName what the user calls it; not empty, shown as text only
     * @param credentials what it wants to see; {@link Credentials#none()} for nothing
     */
    record Http(ServerUrl url, String displayName, Credentials credentials) implements ServerConnection {
        /**
         * Checks the parts.
         *
         * @throws IllegalArgumentException if the display name is blank
         */
        public Http {
            Objects.requireNonNull(url, "url");
            Objects.requireNonNull(credentials, "credentials");
            if (displayName.isBlank()) {
                throw new IllegalArgumentException("a display name must not be blank");
            }
        }
    }
}
