package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.TargetPolicy;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import io.github.opencodeproxy.servlet.config.TargetRules;
import io.github.opencodeproxy.servlet.config.Workload;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The policy that a configuration describes: its rules, and its provided servers, which are exceptions as long as they are
 * provided.
 */
final class ConfiguredPolicy {

    private ConfiguredPolicy() {}

    static TargetPolicy of(ProxyConfig config) {
        return new ListedPolicy(
                ProvidedServer.Source.CONFIG, ServerDirectory.of(config.servers()), allowlist(config.rules()));
    }

    private static Allowlist allowlist(TargetRules rules) {
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
