package io.github.opencodeproxy.core.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Two directories as one. Where both have a key, or a default, the first has it. */
final class JoinedDirectory implements ServerDirectory {

    private final ServerDirectory first;
    private final ServerDirectory second;

    JoinedDirectory(ServerDirectory first, ServerDirectory second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public List<ProvidedServer> servers() {
        List<ProvidedServer> joined = new ArrayList<>(first.servers());
        Set<ServerKey> taken = new HashSet<>();
        boolean hasDefault = false;
        for (ProvidedServer server : joined) {
            taken.add(server.key());
            hasDefault |= server.isDefault();
        }
        for (ProvidedServer server : second.servers()) {
            if (taken.add(server.key())) {
                joined.add(hasDefault ? server.withoutDefault() : server);
            }
        }
        return List.copyOf(joined);
    }

    @Override
    public Optional<ProvidedServer> find(ServerKey key) {
        return first.find(key).or(() -> second.find(key));
    }

    @Override
    public List<DirectoryProblem> problems() {
        return Stream.concat(first.problems().stream(), second.problems().stream())
                .toList();
    }
}
