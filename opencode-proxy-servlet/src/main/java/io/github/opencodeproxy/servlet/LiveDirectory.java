package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import java.util.List;
import java.util.Optional;

/** The provided servers, of which the operator may provide others while requests are served. */
final class LiveDirectory implements ServerDirectory {

    private volatile ServerDirectory now;

    LiveDirectory(ServerDirectory first) {
        now = first;
    }

    void replace(ServerDirectory next) {
        now = next;
    }

    @Override
    public List<ProvidedServer> servers() {
        return now.servers();
    }

    @Override
    public Optional<ProvidedServer> find(ServerKey key) {
        return now.find(key);
    }
}
