package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.connection.ServerKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names of {@code opencode.proxy.servers.<key>.<attribute>}, as properties and as environment variables.
 *
 * <pre>{@code
 * opencode.proxy.servers.my-box.url               OPENCODE_PROXY_SERVERS_MY_BOX_URL
 * opencode.proxy.servers.my-box.header.x-api-key  OPENCODE_PROXY_SERVERS_MY_BOX_HEADER_X_API_KEY
 * }</pre>
 *
 * An environment variable cannot tell where a key ends, so keys have to be declared there in
 * {@code OPENCODE_PROXY_SERVERS}; where two fit, the longer key has it.
 */
final class ProvidedServerKeys {

    static final String URL = "url";
    static final String NAME = "name";
    static final String USERNAME = "username";
    static final String PASSWORD = "password";
    static final String DEFAULT = "default";
    static final ServerKey LOCAL = ServerKey.parse("local");

    private static final String PREFIX = Settings.SERVERS.key() + ".";
    private static final String HEADER = "header.";
    private static final Set<String> ATTRIBUTES = Set.of(URL, NAME, USERNAME, PASSWORD, DEFAULT);

    private final ConfigSources sources;
    private final Set<ServerKey> keys = new LinkedHashSet<>();

    private ProvidedServerKeys(ConfigSources sources) {
        this.sources = sources;
    }

    static ProvidedServerKeys find(Reading reading) {
        ProvidedServerKeys found = new ProvidedServerKeys(reading.sources());
        found.keys.add(LOCAL);
        reading.entries(Settings.SERVERS).ifPresent(found.keys::addAll);
        for (String name : found.sources.propertyNames()) {
            if (isServerProperty(name)) {
                found.keys.add(ServerKey.parse(keyOf(name)));
            }
        }
        return found;
    }

    Collection<ServerKey> keys() {
        return keys;
    }

    static String property(ServerKey key, String attribute) {
        return PREFIX + key.value() + "." + attribute;
    }

    /** {@return whether a property belongs to a server: a key that is one, and an attribute that there is} */
    static boolean isServerProperty(String name) {
        if (!name.startsWith(PREFIX) || name.indexOf('.', PREFIX.length()) < 0) {
            return false;
        }
        String attribute = name.substring(name.indexOf('.', PREFIX.length()) + 1);
        return isKey(keyOf(name)) && (ATTRIBUTES.contains(attribute) || isHeader(attribute, HEADER));
    }

    /** {@return whether an environment variable, in upper case, belongs to one of these servers} */
    boolean isServerVariable(String variable) {
        return ownerOf(variable)
                .map(key -> variable.substring(variablePrefix(key).length()))
                .filter(attribute -> ATTRIBUTES.contains(attribute.toLowerCase(Locale.ROOT))
                        || isHeader(attribute, Setting.environmentName(HEADER)))
                .isPresent();
    }

    /** {@return the header fields configured for a server, by name} */
    Map<String, String> headers(ServerKey key) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String variables = variablePrefix(key) + Setting.environmentName(HEADER);
        sources.environment().forEach((variable, value) -> {
            String upper = variable.toUpperCase(Locale.ROOT);
            if (isHeader(upper, variables) && ownerOf(upper).filter(key::equals).isPresent()) {
                headers.put(
                        upper.substring(variables.length()).replace('_', '-').toLowerCase(Locale.ROOT), value);
            }
        });
        String properties = property(key, HEADER);
        for (String name : sources.propertyNames()) {
            if (isHeader(name, properties)) {
                sources.secret(name).ifPresent(value -> headers.put(name.substring(properties.length()), value));
            }
        }
        return headers;
    }

    private Optional<ServerKey> ownerOf(String variable) {
        return keys.stream()
                .filter(key -> variable.startsWith(variablePrefix(key)))
                .max(Comparator.comparingInt(key -> key.value().length()));
    }

    private static String variablePrefix(ServerKey key) {
        return Setting.environmentName(PREFIX + key.value() + ".");
    }

    private static String keyOf(String property) {
        return property.substring(PREFIX.length(), property.indexOf('.', PREFIX.length()));
    }

    private static boolean isKey(String text) {
        try {
            ServerKey.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHeader(String name, String prefix) {
        return name.startsWith(prefix) && name.length() > prefix.length();
    }
}
