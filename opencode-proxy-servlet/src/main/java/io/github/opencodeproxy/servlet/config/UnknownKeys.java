package io.github.opencodeproxy.servlet.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds keys that nobody reads: mistyped ones, mostly. Their values are never shown. */
final class UnknownKeys {

    private static final List<String> KEYS = Settings.keys();
    private static final String VARIABLE_PREFIX = Setting.environmentName(Settings.PREFIX);
    private static final Set<String> VARIABLES =
            KEYS.stream().map(Setting::environmentName).collect(Collectors.toUnmodifiableSet());

    private UnknownKeys() {}

    /** {@return a problem for each unknown key outside the environment} */
    static List<ConfigProblem> problems(ConfigSources sources) {
        return sources.propertyNames().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(Settings.PREFIX))
                .filter(name -> !KEYS.contains(name) && !ProvidedServerKeys.isServerProperty(name))
                .map(name -> ConfigProblem.hidden(printable(name), "there is no such key", closest(name)))
                .toList();
    }

    /**
     * In the environment they are no problem: for a Service named {@code opencode-proxy} Kubernetes itself sets
     * {@code OPENCODE_PROXY_PORT} and more.
     *
     * @return the unknown variables in order
     */
    static List<String> variables(ConfigSources sources, ProvidedServerKeys servers) {
        return sources.environment().keySet().stream()
                .filter(name -> isUnknown(name.toUpperCase(Locale.ROOT), servers))
                .map(UnknownKeys::printable)
                .sorted()
                .toList();
    }

    private static boolean isUnknown(String variable, ProvidedServerKeys servers) {
        return variable.startsWith(VARIABLE_PREFIX)
                && !VARIABLES.contains(variable)
                && !servers.isServerVariable(variable);
    }

    private static String closest(String name) {
        String servers = ProvidedServerKeys.property(ProvidedServerKeys.LOCAL, ProvidedServerKeys.URL);
        return name.startsWith(Settings.SERVERS.key() + ".")
                ? servers
                : KEYS.stream()
                        .min(Comparator.comparingInt(key -> EditDistance.between(key, name)))
                        .orElse(servers);
    }

    private static String printable(String name) {
        return name.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
