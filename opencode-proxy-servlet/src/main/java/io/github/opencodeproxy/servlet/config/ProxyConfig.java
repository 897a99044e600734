package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.servlet.limits.Quotas;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a proxy in some server needs to know, checked. It may hold secrets (in the servers' credentials), none
 * of which its text shows.
 *
 * @param basePath where a gateway shows us: {@code ""} or an absolute path without a trailing slash
 * @param rules what users may ask for
 * @param servers the provided servers, in the order to show them; at most one is the default
 * @param publicOrigins the web origins that requests may come from; empty: the one that {@code Host} names
 * @param userHeader how the gateway says who the user is
 * @param credentialKeys where the keys for sealed credentials are
 * @param timeouts the time limits
 * @param authorities certificates of authorities that servers are believed by, besides the runtime's own
 * @param quotas how much one user may take and one server is given
 * @param isForwarded whether servers are told where a request came from
 * @param maxBodyBytes the largest request body in bytes, above zero; {@link Long#MAX_VALUE} for no limit
 * @param warnings what is odd in the configuration, a line each
 * @param file the mounted file or folder, to be read again when it changes; {@code null} when there is none
 */
public record ProxyConfig(
        String basePath,
        TargetRules rules,
        List<ProvidedServer> servers,
        Set<String> publicOrigins,
        UserHeader userHeader,
        CredentialKeys credentialKeys,
        Timeouts timeouts,
        List<X509Certificate> authorities,
        Quotas quotas,
        boolean isForwarded,
        long maxBodyBytes,
        List<String> warnings,
        @Nullable ConfigFile file) {

    private static final String NOTHING_ALLOWED = "NOTHING IS ALLOWED: users cannot add servers of their own. Set"
            + " opencode.proxy.allow (OPENCODE_PROXY_ALLOW), for example to *.my-namespace.svc.cluster.local";

    /** Copies the collections. */
    public ProxyConfig {
        servers = List.copyOf(servers);
        publicOrigins = Set.copyOf(publicOrigins);
        authorities = List.copyOf(authorities);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks the whole configuration of a proxy in a server that is configured elsewhere.
     *
     * @param sources where values come from, not null
     * @return the configuration
     * @throws InvalidConfigException when anything is wrong; it names everything that is
     */
    public static ProxyConfig read(ConfigSources sources) {
        return ConfigReader.proxy(sources, Workload.SERVICE_ACCOUNT);
    }

    /** {@return whom users may reach, which servers are provided, and who the users are, in sentences for the log} */
    public String summary() {
        return ConfigSummary.of(this);
    }

    /** {@return what to say loudly at the start, a line each: the warnings, and that nothing is allowed} */
    public List<String> notices() {
        List<String> notices = new ArrayList<>(warnings);
        if (rules.allow().isEmpty()) {
            notices.add(NOTHING_ALLOWED);
        }
        return notices;
    }

    /** A WAR may be deployed at the very prefix that the gateway shows it under; then that path is there once only. */
    ProxyConfig inside(String contextPath) {
        return basePath.equals(contextPath)
                ? new ProxyConfig(
                        "",
                        rules,
                        servers,
                        publicOrigins,
                        userHeader,
                        credentialKeys,
                        timeouts,
                        authorities,
                        quotas,
                        isForwarded,
                        maxBodyBytes,
                        warnings,
                        file)
                : this;
    }
}
