package io.github.opencodeproxy.sample.config;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.servlet.BasePath;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the sample needs to know, checked. It may hold secrets (in the servers' credentials), none of which its
 * text shows.
 *
 * @param bindAddress the IP address to listen on; {@code null} for all of them
 * @param port the TCP port; 0 lets the system choose
 * @param basePath where browsers see us
 * @param rules what users may ask for
 * @param servers the provided servers, in the order to show them; at most one is the default
 * @param publicOrigins the web origins that requests may come from; empty: the one that {@code Host} names
 * @param timeouts the time limits
 * @param maxBodyBytes the largest request body in bytes, above zero; {@link Long#MAX_VALUE} for no limit
 * @param warnings what to tell at the start, a line each
 */
public record SampleConfig(
        @Nullable String bindAddress,
        int port,
        BasePath basePath,
        TargetRules rules,
        List<ProvidedServer> servers,
        Set<String> publicOrigins,
        Timeouts timeouts,
        long maxBodyBytes,
        List<String> warnings) {

    /** Copies the collections. */
    public SampleConfig {
        servers = List.copyOf(servers);
        publicOrigins = Set.copyOf(publicOrigins);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks the whole configuration.
     *
     * @param sources where values come from, not null
     * @return the configuration
     * @throws InvalidConfigException when anything is wrong; it names everything that is
     */
    public static SampleConfig read(ConfigSources sources) {
        return ConfigReader.read(sources, Workload.SERVICE_ACCOUNT);
    }
}
