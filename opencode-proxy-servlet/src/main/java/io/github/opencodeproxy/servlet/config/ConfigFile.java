package io.github.opencodeproxy.servlet.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The file or folder of {@code opencode.proxy.config-path}, which an operator, or Kubernetes for him, can change while the
 * process runs. Immutable and safe for use by many threads.
 */
public final class ConfigFile {

    /** What these say takes effect at once. Provided servers are exceptions of the policy, so they belong to it. */
    private static final List<String> LIVE = List.of(
            Settings.ALLOW.key(),
            Settings.DENY.key(),
            Settings.SERVERS.key(),
            Settings.LOCAL_URL.key(),
            Objects.requireNonNull(Settings.LOCAL_URL.alias()));

    private final String path;
    private final ConfigSources sources;
    private final Function<ConfigSources, ProxyConfig> reader;

    private ConfigFile(String path, ConfigSources sources, Function<ConfigSources, ProxyConfig> reader) {
        this.path = path;
        this.sources = sources;
        this.reader = reader;
    }

    /** {@return the file that is among the sources, and how what it says becomes a configuration} */
    static Optional<ConfigFile> of(ConfigSources sources, Function<ConfigSources, ProxyConfig> reader) {
        return sources.mountedPath().map(path -> new ConfigFile(path, sources, reader));
    }

    /** {@return the file as it is now; the keys of both and what they say can be compared} */
    ConfigFile again() {
        return new ConfigFile(path, sources.again(), reader);
    }

    /** {@return the whole configuration, by what the file said when this object was made} */
    ProxyConfig read() {
        return reader.apply(sources);
    }

    boolean saysTheSameAs(ConfigFile other) {
        return sources.mounted().equals(other.sources.mounted());
    }

    boolean saysNothing() {
        return sources.mounted().isEmpty();
    }

    /** {@return the keys that differ and take effect only when the process starts, in order} */
    Set<String> restartKeys(ConfigFile earlier) {
        Map<String, String> was = earlier.sources.mounted();
        Map<String, String> is = sources.mounted();
        Set<String> keys = new TreeSet<>(was.keySet());
        keys.addAll(is.keySet());
        keys.removeIf(key -> isLive(key) || Objects.equals(was.get(key), is.get(key)));
        return keys;
    }

    private static boolean isLive(String key) {
        return LIVE.contains(key) || key.startsWith(Settings.SERVERS.key() + ".");
    }

    /** {@return the path as configured} */
    @Override
    public String toString() {
        return path;
    }
}
