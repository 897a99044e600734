package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Goes through the contract's table once and builds the configuration, or refuses it with every problem there is. */
final class ConfigReader {

    private final Reading reading;
    private final Path serviceAccount;
    private final Function<ConfigSources, ProxyConfig> reread;

    private ConfigReader(Reading reading, Path serviceAccount, Function<ConfigSources, ProxyConfig> reread) {
        this.reading = reading;
        this.serviceAccount = serviceAccount;
        this.reread = reread;
    }

    static ProxyConfig proxy(ConfigSources sources, Path serviceAccount) {
        Reading reading = new Reading(sources);
        ConfigReader reader = new ConfigReader(reading, serviceAccount, again -> proxy(again, serviceAccount));
        return reader.orRefuse(
                reader.readProxy(CredentialKeyFile::inContainer, () -> WithoutEffect.inContainer(reading)));
    }

    static ServerConfig server(ConfigSources sources, Path serviceAccount) {
        Reading reading = new Reading(sources);
        ConfigReader reader = new ConfigReader(
                reading, serviceAccount, again -> server(again, serviceAccount).proxy());
        int port = reading.required(Settings.PORT);
        Optional<String> bindAddress = reading.value(Settings.BIND_ADDRESS);
        Optional<Integer> managementPort = managementPort(reading, port);
        ProxyConfig proxy = reader.readProxy(CredentialKeyFile::inHome, List::of);
        Optional<KubernetesDiscovery> discovery =
                KubernetesKeys.read(reading, Optional.ofNullable(proxy.rules().workload()));
        return reader.orRefuse(new ServerConfig(
                bindAddress.orElse(null), port, managementPort.orElse(null), discovery.orElse(null), proxy));
    }

    private static Optional<Integer> managementPort(Reading reading, int port) {
        Optional<Integer> managementPort = reading.value(Settings.MANAGEMENT_PORT);
        managementPort
                .filter(Integer.valueOf(port)::equals)
                .ifPresent(same -> reading.add(ConfigProblem.of(
                        Settings.MANAGEMENT_PORT.key(),
                        same.toString(),
                        "must differ from PORT",
                        Settings.MANAGEMENT_PORT.example())));
        return managementPort;
    }

    private <T> T orRefuse(T config) {
        if (!reading.problems().isEmpty()) {
            throw new InvalidConfigException(reading.problems());
        }
        return config;
    }

    private ProxyConfig readProxy(Function<Reading, CredentialKeys> keys, Supplier<List<String>> withoutEffect) {
        String basePath = reading.required(Settings.BASE_PATH);
        ProvidedServerKeys serverKeys = ProvidedServerKeys.find(reading);
        List<ProvidedServer> servers = ProvidedServers.read(reading, serverKeys);
        TargetRules rules = rules(basePath);
        Set<String> publicOrigins =
                Set.copyOf(reading.entries(Settings.PUBLIC_ORIGINS).orElse(List.of()));
        UserHeader userHeader = userHeader();
        CredentialKeys credentialKeys = keys.apply(reading);
        Timeouts timeouts = timeouts();
        List<X509Certificate> authorities = reading.value(Settings.CA_FILE).orElse(List.of());
        Quotas quotas = quotas();
        boolean isForwarded =
                reading.value(Settings.FORWARDED).filter("on"::equals).isPresent();
        long maxBodyBytes = reading.value(Settings.BODY_BYTES).orElse(Long.MAX_VALUE);
        List<String> warnings = warnings(serverKeys, withoutEffect.get());
        UnknownKeys.problems(reading.sources()).forEach(reading::add);
        ConfigFile file = ConfigFile.of(reading.sources(), reread).orElse(null);
        return new ProxyConfig(
                basePath,
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
                file);
    }

    private TargetRules rules(String basePath) {
        Optional<Workload> workload = Workload.find(basePath, serviceAccount);
        List<String> allow = reading.entries(Settings.ALLOW)
                .orElseGet(() -> workload.map(Workload::ownServices).stream().toList());
        List<String> deny = new ArrayList<>(reading.entries(Settings.DENY).orElse(List.of()));
        reading.value(Settings.API_SERVER).ifPresent(deny::add);
        return new TargetRules(allow, deny, workload.orElse(null));
    }

    private UserHeader userHeader() {
        int problems = reading.problems().size();
        Optional<List<String>> peers = reading.entries(Settings.TRUSTED_PEERS);
        // A list of nothing would otherwise mean everybody.
        peers.filter(List::isEmpty)
                .filter(nothing -> reading.problems().size() == problems)
                .ifPresent(nothing -> reading.add(ConfigProblem.of(
                        Settings.TRUSTED_PEERS.key(), "", "must name a range", Settings.TRUSTED_PEERS.example())));
        return new UserHeader(reading.value(Settings.IDENTITY_HEADER).orElse(null), peers.orElse(List.of()));
    }

    private Quotas quotas() {
        return new Quotas(
                rate(Settings.USER_RATE, Settings.USER_BURST),
                rate(Settings.TARGET_RATE, Settings.TARGET_BURST),
                reading.required(Settings.STREAMS_PER_USER),
                reading.required(Settings.STREAMS_PER_TARGET),
                reading.required(Settings.STREAMS),
                reading.required(Settings.REQUESTS_PER_USER),
                reading.required(Settings.REQUESTS_PER_TARGET));
    }

    private Rate rate(Setting<Integer> perSecond, Setting<Integer> burst) {
        return new Rate(reading.required(perSecond), reading.required(burst));
    }

    private Timeouts timeouts() {
        return new Timeouts(
                reading.required(Settings.DNS_TIMEOUT),
                reading.required(Settings.CONNECT_TIMEOUT),
                reading.required(Settings.TLS_TIMEOUT),
                reading.value(Settings.HEADERS_TIMEOUT).orElse(null),
                reading.value(Settings.IDLE_STREAM_TIMEOUT).orElse(null));
    }

    private List<String> warnings(ProvidedServerKeys serverKeys, List<String> idle) {
        List<String> warnings = new ArrayList<>();
        List<String> variables = UnknownKeys.variables(reading.sources(), serverKeys);
        if (!variables.isEmpty()) {
            warnings.add("Ignored environment variables that are no keys: " + String.join(", ", variables));
        }
        if (!idle.isEmpty()) {
            warnings.add("Set but without effect yet: " + String.join(", ", idle));
        }
        return warnings;
    }
}
