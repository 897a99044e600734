package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.AddressRanges;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.config.CredentialKeys;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.config.TargetRules;
import io.github.opencodeproxy.servlet.config.Timeouts;
import io.github.opencodeproxy.servlet.config.UserHeader;
import io.github.opencodeproxy.servlet.config.Workload;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.sealing.LiveKeys;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a configuration means for the proxy. */
final class ConfiguredOptions {

    /** An idle timeout has to be a number; a year is none. */
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private ConfiguredOptions() {}

    static ProxyOptions.Builder of(ProxyConfig config) {
        Timeouts timeouts = config.timeouts();
        ProxyOptions.Builder options = ProxyOptions.builder()
                .basePath(BasePath.of(config.basePath()))
                .policy(policy(config.rules()))
                .resolver(() -> HostResolver.system(timeouts.dns()))
                .directory(ServerDirectory.of(config.servers()))
                .publicOrigins(config.publicOrigins())
                .identity(identity(config.userHeader()))
                .keys(keys(config.credentialKeys()))
                .connectTimeout(timeouts.connect())
                .tlsTimeout(timeouts.tls())
                .idleStreamTimeout(Optional.ofNullable(timeouts.idleStream()).orElse(NO_LIMIT))
                .maxBodyBytes(config.maxBodyBytes());
        Optional.ofNullable(timeouts.headers()).ifPresent(options::headersTimeout);
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

    private static TargetPolicy policy(TargetRules rules) {
        Allowlist.Builder policy = Allowlist.builder()
                .allow(String.join(",", rules.allow()))
                .deny(String.join(",", rules.deny()))
                .selfAddresses(ownAddresses());
        Optional<Workload> workload = Optional.ofNullable(rules.workload());
        workload.map(Workload::namespace).ifPresent(policy::namespace);
        policy.selfNames(workload.flatMap(Workload::ownHost).stream().toList());
        return policy.build();
    }

    /** Loopback is not among them: the policy denies it anyway, but for literals that the operator allows by name. */
    private static List<InetAddress> ownAddresses() {
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException("The addresses of this machine cannot be read", e);
        }
    }
}
