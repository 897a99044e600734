package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads where servers are looked for. */
final class KubernetesKeys {

    private static final String PREFIX = Settings.PREFIX + "kubernetes.";
    private static final String ALL = "all";
    private static final int LONGEST_SELECTOR = 1_000;
    private static final Pattern SELECTOR = Pattern.compile("[A-Za-z0-9!][A-Za-z0-9._/=!,() -]*");

    static final Setting<String> DISCOVERY = Setting.required(PREFIX + "discovery", "off", Formats.oneOf("off", "on"));

    /** The name is in every API server's certificate. */
    static final Setting<ServerUrl> API_URL =
            Setting.required(PREFIX + "api-url", "https://kubernetes.default.svc", KubernetesKeys::apiServer);

    static final Setting<Path> SERVICE_ACCOUNT = Setting.required(
            PREFIX + "service-account", "/var/run/secrets/kubernetes.io/serviceaccount", PathFormats::path);
    static final Setting<String> NAMESPACE = Setting.unset(PREFIX + "namespace", "my-namespace", Workload::namespace);
    static final Setting<String> SERVICES = Setting.optional(
            PREFIX + "services", "app.kubernetes.io/component=opencode-server", KubernetesKeys::selector);
    static final Setting<String> SANDBOXES = Setting.optional(PREFIX + "sandboxes", ALL, KubernetesKeys::selector);

    private static final List<Setting<?>> KEYS =
            List.of(DISCOVERY, API_URL, SERVICE_ACCOUNT, NAMESPACE, SERVICES, SANDBOXES);

    private KubernetesKeys() {}

    static List<Setting<?>> all() {
        return KEYS;
    }

    /**
     * Reads them all, whether they have an effect or not.
     *
     * @param workload where this pod runs, as far as is known without the keys
     * @return where to look; empty when nothing is to be looked for
     */
    static Optional<KubernetesDiscovery> read(Reading reading, Optional<Workload> workload) {
        boolean isOn = reading.required(DISCOVERY).equals("on");
        ServerUrl apiServer = reading.required(API_URL);
        Path serviceAccount = reading.required(SERVICE_ACCOUNT);
        Optional<String> services = reading.value(SERVICES);
        Optional<String> sandboxes = reading.value(SANDBOXES);
        Optional<String> namespace = reading.value(NAMESPACE);
        if (!isOn) {
            return Optional.empty();
        }
        Optional<String> found = namespace
                .or(() -> Workload.find("", serviceAccount.resolve("namespace")).map(Workload::namespace))
                .or(() -> workload.map(Workload::namespace));
        if (found.isEmpty() && !reading.isWritten(NAMESPACE)) {
            reading.add(ConfigProblem.missing(
                    NAMESPACE.key(),
                    "is needed where neither NB_PREFIX nor a service account says it",
                    NAMESPACE.example()));
        }
        return found.map(name -> new KubernetesDiscovery(
                apiServer, serviceAccount, name, services.orElse(null), sandboxes.orElse(null)));
    }

    /** Paths of the API begin at its root. */
    private static ServerUrl apiServer(String text) {
        ServerUrl url = ServerUrl.parse(text);
        if (!url.basePath().isEmpty()) {
            throw new IllegalArgumentException("must have no path");
        }
        return url;
    }

    /** A label selector; the API server checks what these characters say. */
    private static String selector(String text) {
        if (text.equals(ALL)) {
            return "";
        }
        if (text.length() > LONGEST_SELECTOR || !SELECTOR.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a label selector, or \"all\"");
        }
        return text;
    }
}
