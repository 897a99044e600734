package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.AddressRanges;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.servlet.config.ConfigWatch;
import io.github.opencodeproxy.servlet.config.CredentialKeys;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.config.Timeouts;
import io.github.opencodeproxy.servlet.config.UserHeader;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.sealing.LiveKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a configuration means for the proxy. */
final class ConfiguredOptions {

    /** An idle timeout has to be a number; a year is none. */
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private ConfiguredOptions() {}

    static ProxyOptions.Builder of(ProxyConfig config) {
        Timeouts timeouts = config.timeouts();
        LiveDirectory directory = new LiveDirectory(ServerDirectory.of(config.servers()));
        ProxyOptions.Builder options = ProxyOptions.builder()
                .basePath(BasePath.of(config.basePath()))
                .policy(ConfiguredPolicy.of(config))
                .resolver(() -> HostResolver.system(timeouts.dns()))
                .directory(directory)
                .publicOrigins(config.publicOrigins())
                .identity(identity(config.userHeader()))
                .keys(keys(config.credentialKeys()))
                .connectTimeout(timeouts.connect())
                .tlsTimeout(timeouts.tls())
                .authorities(config.authorities())
                .idleStreamTimeout(Optional.ofNullable(timeouts.idleStream()).orElse(NO_LIMIT))
                .maxBodyBytes(config.maxBodyBytes())
                .forwarded(config.isForwarded())
                .quotas(config.quotas());
        Optional.ofNullable(timeouts.headers()).ifPresent(options::headersTimeout);
        Optional.ofNullable(config.file())
                .map(file -> new FollowedConfig(config, file, ConfigWatch.INTERVAL, directory))
                .ifPresent(options::follow);
        return options;
    }

    private static LiveKeys keys(CredentialKeys where) {
        if (where instanceof CredentialKeys.InFile named) {
            return LiveKeys.in(named.file());
        }
        return where instanceof CredentialKeys.MadeInFile own ? LiveKeys.madeIn(own.file()) : LiveKeys.inMemory();
    }

    private static Identity identity(UserHeader header) {
        if (header.name() == null) {
            return Identity.none();
        }
        List<String> peers = header.trustedPeers();
        return peers.isEmpty()
                ? Identity.header(header.name())
                : Identity.header(header.name(), AddressRanges.parse(peers));
    }
}
