package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.DenyReason;
import io.github.opencodeproxy.core.policy.Target;
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
 * provided. One that was taken away or moved is none any more, however it was selected. Immutable.
 */
final class ConfiguredPolicy implements TargetPolicy {

    private static final Verdict WITHDRAWN = new Verdict.Refused(DenyReason.HOST_DENIED, "no longer provided");

    private final TargetPolicy rules;
    private final ServerDirectory provided;

    private ConfiguredPolicy(TargetPolicy rules, ServerDirectory provided) {
        this.rules = rules;
        this.provided = provided;
    }

    static ConfiguredPolicy of(ProxyConfig config) {
        return new ConfiguredPolicy(allowlist(config.rules()), ServerDirectory.of(config.servers()));
    }

    @Override
    public Verdict judge(Target target) {
        return target instanceof Target.Provided asked && !isProvided(asked.server()) ? WITHDRAWN : rules.judge(target);
    }

    private boolean isProvided(ProvidedServer server) {
        return server.source() != ProvidedServer.Source.CONFIG
                || provided.find(server.key())
                        .filter(known -> known.connection()
                                .url()
                                .equals(server.connection().url()))
                        .isPresent();
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
