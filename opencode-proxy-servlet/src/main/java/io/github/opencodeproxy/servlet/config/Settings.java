package io.github.opencodeproxy.servlet.config;

import static io.github.opencodeproxy.servlet.config.Formats.number;
import static io.github.opencodeproxy.servlet.config.Formats.oneOf;

import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The contract's table of keys. Provided servers have keys of their own: {@link ProvidedServerKeys}. */
final class Settings {

    static final String PREFIX = "opencode.proxy.";

    static final Setting<Integer> PORT = Setting.required("PORT", "8888", number(0, 65_535));
    static final Setting<String> BASE_PATH = Setting.required("NB_PREFIX", "/", PrefixSyntax::parse);

    /** Where Kubernetes tells every pod the address of its API server. */
    static final Setting<String> API_SERVER =
            Setting.unset("KUBERNETES_SERVICE_HOST", "10.96.0.1", RuleFormats::denyWholeAddress);

    static final Setting<Path> CONFIG_PATH =
            Setting.unset(PREFIX + "config-path", "/etc/opencode-proxy", PathFormats::path);
    static final Setting<String> BIND_ADDRESS =
            Setting.unset(PREFIX + "bind-address", "127.0.0.1", AddressFormats::address);
    static final Setting<ServerUrl> LOCAL_URL = Setting.optional(
                    PREFIX + "local-url", "http://127.0.0.1:4096", ServerUrl::parse)
            .or("API_URL");
    static final Setting<String> ALLOW =
            Setting.unset(PREFIX + "allow", "*.my-namespace.svc.cluster.local", RuleFormats::allow);
    static final Setting<String> DENY =
            Setting.unset(PREFIX + "deny", "*.other-namespace.svc.cluster.local", RuleFormats::deny);
    static final Setting<ServerKey> SERVERS = Setting.unset(PREFIX + "servers", "gpu-box,shared", ServerKey::parse);
    static final Setting<String> PUBLIC_ORIGINS =
            Setting.unset(PREFIX + "public-origins", "https://kubeflow.example.com", AddressFormats::origin);
    static final Setting<Long> BODY_BYTES = Setting.optional(PREFIX + "limits.body-bytes", "256MiB", Formats::bytes);
    static final Setting<Integer> USER_RATE = count("limits.requests-per-second", "50");
    static final Setting<Integer> USER_BURST = count("limits.burst", "200");
    static final Setting<Integer> TARGET_RATE = count("limits.requests-per-second-per-target", "100");
    static final Setting<Integer> TARGET_BURST = count("limits.burst-per-target", "400");
    static final Setting<Integer> STREAMS_PER_USER = count("limits.streams-per-user", "32");
    static final Setting<Integer> STREAMS_PER_TARGET = count("limits.streams-per-target", "64");
    static final Setting<Integer> STREAMS = count("limits.streams", "10000");
    static final Setting<Integer> REQUESTS_PER_USER = count("limits.requests-per-user", "128");
    static final Setting<Integer> REQUESTS_PER_TARGET = count("limits.requests-per-target", "256");
    static final Setting<Duration> DNS_TIMEOUT = Setting.required(PREFIX + "timeouts.dns", "3s", Formats::duration);
    static final Setting<Duration> CONNECT_TIMEOUT =
            Setting.required(PREFIX + "timeouts.connect", "5s", Formats::duration);
    static final Setting<Duration> TLS_TIMEOUT = Setting.required(PREFIX + "timeouts.tls", "5s", Formats::duration);
    static final Setting<Duration> HEADERS_TIMEOUT =
            Setting.unset(PREFIX + "timeouts.headers", "10m", Formats::duration);
    static final Setting<Duration> IDLE_STREAM_TIMEOUT =
            Setting.optional(PREFIX + "timeouts.idle-stream", "1h", Formats::duration);

    static final Setting<Integer> MANAGEMENT_PORT =
            Setting.unset(PREFIX + "management-port", "9090", number(1, 65_535));
    static final Setting<Path> CREDENTIAL_KEY_FILE = Setting.unset(
            PREFIX + "credential.key-file", "/home/jovyan/.opencode-proxy/keys", CredentialKeyFile::usable);
    static final Setting<String> IDENTITY_HEADER =
            Setting.optional(PREFIX + "identity-header", "kubeflow-userid", Formats::headerName);

    /** Here {@code none} is refused: it could be read as nobody, and unset means everybody. */
    static final Setting<String> TRUSTED_PEERS = new Setting<>(
            PREFIX + "trusted-peers", null, Setting.Presence.REQUIRED, null, "10.0.0.0/8", AddressFormats::range);

    static final Setting<List<X509Certificate>> CA_FILE =
            Setting.unset(PREFIX + "tls.ca-file", "/etc/ssl/certs/internal-ca.pem", PathFormats::certificates);

    static final Setting<String> FORWARDED = Setting.optional(PREFIX + "forwarded", "off", oneOf("off", "on"));

    private static final List<Setting<?>> ALL = List.of(
            CONFIG_PATH,
            BIND_ADDRESS,
            LOCAL_URL,
            ALLOW,
            DENY,
            SERVERS,
            PUBLIC_ORIGINS,
            BODY_BYTES,
            USER_RATE,
            USER_BURST,
            TARGET_RATE,
            TARGET_BURST,
            STREAMS_PER_USER,
            STREAMS_PER_TARGET,
            STREAMS,
            REQUESTS_PER_USER,
            REQUESTS_PER_TARGET,
            DNS_TIMEOUT,
            CONNECT_TIMEOUT,
            TLS_TIMEOUT,
            CA_FILE,
            HEADERS_TIMEOUT,
            IDLE_STREAM_TIMEOUT,
            MANAGEMENT_PORT,
            CREDENTIAL_KEY_FILE,
            IDENTITY_HEADER,
            TRUSTED_PEERS,
            FORWARDED);

    private Settings() {}

    /** {@return every {@code opencode.proxy.*} key but those of provided servers} */
    static List<String> keys() {
        return Stream.concat(ALL.stream(), KubernetesKeys.all().stream())
                .<String>map(Setting::key)
                .toList();
    }

    private static Setting<Integer> count(String name, String fallback) {
        return Setting.required(PREFIX + name, fallback, number(1, 999_999_999));
    }
}
