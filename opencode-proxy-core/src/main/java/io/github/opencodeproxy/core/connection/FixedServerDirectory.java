package io.github.opencodeproxy.core.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A directory that never changes, with lookup by key in constant time. */
final class FixedServerDirectory implements ServerDirectory {
    private final List<ProvidedServer> servers;
    private final Map<ServerKey, ProvidedServer> byKey = new LinkedHashMap<>();

    FixedServerDirectory(List<ProvidedServer> servers) {
        this.servers = List.copyOf(servers);
        int defaults = 0;
        for (ProvidedServer server : this.servers) {
            if (byKey.put(server.key(), server) != null) {
                throw new IllegalArgumentException("two servers have the key " + server.key());
            }
            defaults += server.isDefault() ? 1 : 0;
        }
        if (defaults > 1) {
            throw new IllegalArgumentException("more than one server is the default");
        }
    }

    @Override
    public List<ProvidedServer> servers() {
        return servers;
    }

    @Override
    public Optional<ProvidedServer> find(ServerKey key) {
        return Optional.ofNullable(byKey.get(key));
    }
}
