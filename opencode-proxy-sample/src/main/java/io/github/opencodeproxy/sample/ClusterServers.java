package io.github.opencodeproxy.sample;

import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.kubernetes.ClusterAccess;
import io.github.opencodeproxy.kubernetes.KubernetesDirectory;
import io.github.opencodeproxy.kubernetes.Search;
import io.github.opencodeproxy.servlet.config.KubernetesDiscovery;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The servers that the cluster has besides those that the operator names, where the configuration wants them. */
final class ClusterServers implements AutoCloseable {

    private final @Nullable KubernetesDiscovery keys;
    private volatile @Nullable KubernetesDirectory directory;

    private ClusterServers(@Nullable KubernetesDiscovery keys) {
        this.keys = keys;
    }

    static ClusterServers of(@Nullable KubernetesDiscovery keys) {
        return new ClusterServers(keys);
    }

    /** Begins to look; without keys there is nothing to find, and no thread for it. */
    ServerDirectory start() {
        if (keys == null) {
            return ServerDirectory.none();
        }
        KubernetesDirectory started = KubernetesDirectory.start(
                new ClusterAccess(URI.create(keys.apiServer().toString()), keys.serviceAccount()),
                new Search(keys.namespace(), keys.services(), keys.sandboxes()));
        directory = started;
        return started;
    }

    @Override
    public void close() {
        KubernetesDirectory started = directory;
        if (started != null) {
            started.close();
        }
    }
}
