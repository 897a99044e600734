package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.Objects;

/** A server that a request asks for, not yet vetted. */
public sealed interface Target permits Target.Requested, Target.Provided {

    /**
     * Returns where the server is said to be.
     *
     * @return the URL, not vetted
     */
    ServerUrl url();

    /**
     * A server that the user names by its URL. Naming the URL of a provided server this way gives none of that
     * server's exceptions: it is judged as any other URL.
     *
     * @param url what the user named
     */
    record Requested(ServerUrl url) implements Target {
        /** Refuses nulls. */
        public Requested {
            Objects.requireNonNull(url, "url");
        }
    }

    /**
     * A server that the user names by the key of a provided server.
     *
     * @param server what the directory holds under that key
     */
    record Provided(ProvidedServer server) implements Target {
        /** Refuses nulls. */
        public Provided {
            Objects.requireNonNull(server, "server");
        }

        @Override
        public ServerUrl url() {
            return server.connection().url();
        }
    }
}
