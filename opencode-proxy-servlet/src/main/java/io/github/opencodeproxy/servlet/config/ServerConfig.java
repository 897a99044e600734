package io.github.opencodeproxy.servlet.config;

import org.jspecify.annotations.Nullable;

/**
 * The configuration of an application that brings its own server.
 *
 * @param bindAddress the IP address to listen on; {@code null} for all of them
 * @param port the TCP port; 0 lets the system choose
 * @param managementPort the TCP port for metrics and probes alone; {@code null} for none
 * @param discovery where servers are looked for; {@code null} when they are not
 * @param proxy everything else
 */
public record ServerConfig(
        @Nullable String bindAddress,
        int port,
        @Nullable Integer managementPort,
        @Nullable KubernetesDiscovery discovery,
        ProxyConfig proxy) {

    /**
     * Reads and checks the whole configuration.
     *
     * @param sources where values come from, not null
     * @return the configuration
     * @throws InvalidConfigException when anything is wrong; it names everything that is
     */
    public static ServerConfig read(ConfigSources sources) {
        return ConfigReader.server(sources, Workload.SERVICE_ACCOUNT);
    }
}
