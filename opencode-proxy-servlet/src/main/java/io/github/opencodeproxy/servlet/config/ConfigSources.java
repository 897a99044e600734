package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.servlet.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where values come from. The nearest wins: what a container says (init-parameters, then JNDI), system property,
 * environment variable, mounted file or folder, then {@code META-INF/microprofile-config.properties}.
 *
 * <p>Values are taken as they are: no profiles and no {@code ${…}} expressions, because a password may look like one.
 *
 * <p>It needs SmallRye Config on the class path. Immutable and safe for use by many threads.
 */
public final class ConfigSources {

    private static final String READER = "io.smallrye.config.SmallRyeConfigBuilder";

    private final List<Map<String, String>> near;
    private final Map<String, String> environment;
    private final @Nullable String path;
    private final Map<String, String> mounted;
    private final MicroProfileValues values;

    private ConfigSources(
            List<Map<String, String>> near,
            Map<String, String> environment,
            @Nullable String path,
            Map<String, String> mounted) {
        this.near = List.copyOf(near);
        this.environment = Map.copyOf(environment);
        this.path = path;
        this.mounted = Map.copyOf(mounted);
        values = MicroProfileValues.of(near, environment, mounted);
    }

    /**
     * Collects the sources of this process.
     *
     * @return its system properties, its environment and the file that they name
     * @throws InvalidConfigException when the mounted file or folder cannot be read
     * @throws IllegalStateException when SmallRye Config is not there
     */
    public static ConfigSources ofProcess() {
        return below(List.of());
    }

    /**
     * Collects the sources of a process.
     *
     * @param systemProperties the system properties, none null
     * @param environment the environment variables, none null
     * @return the sources
     * @throws InvalidConfigException when the mounted file or folder cannot be read
     * @throws IllegalStateException when SmallRye Config is not there
     */
    public static ConfigSources of(Map<String, String> systemProperties, Map<String, String> environment) {
        return collect(List.of(systemProperties), environment);
    }

    /** This process's sources behind nearer ones, the nearest of them first. */
    static ConfigSources below(List<Map<String, String>> nearer) {
        Map<String, String> system = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> system.put(name, System.getProperty(name, "")));
        List<Map<String, String>> near = new ArrayList<>(nearer);
        near.add(system);
        return collect(near, System.getenv());
    }

    static ConfigSources collect(List<Map<String, String>> near, Map<String, String> environment) {
        requireReader();
        ConfigSources nearer = new ConfigSources(near, environment, null, Map.of());
        // What the file says about its own place is not asked.
        Optional<String> path = nearer.find(Settings.CONFIG_PATH.key());
        return path.isEmpty() ? nearer : new ConfigSources(near, environment, path.get(), read(path.get()));
    }

    private static void requireReader() {
        try {
            Class.forName(READER, false, ConfigSources.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "Configuration from outside needs io.smallrye.config:smallrye-config-core on the class path."
                            + " Without it, make the servlet from ProxyOptions in code",
                    e);
        }
    }

    /** {@return the path of the mounted file or folder, which can change while the process runs} */
    Optional<String> mountedPath() {
        return Optional.ofNullable(path);
    }

    /** {@return what the mounted file or folder says; empty when there is none} */
    Map<String, String> mounted() {
        return mounted;
    }

    /** {@return the same with what the mounted file or folder says now; itself when that is what it said before} */
    ConfigSources again() {
        Map<String, String> now = path == null ? mounted : read(path);
        return now.equals(mounted) ? this : new ConfigSources(near, environment, path, now);
    }

    private static Map<String, String> read(String path) {
        try {
            return MountedConfig.read(Path.of(path));
        } catch (UnusableFileException e) {
            throw unusable(e.file(), String.valueOf(e.getMessage()));
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(path, "must be a readable properties file, or a folder with a file per key");
        }
    }

    private static InvalidConfigException unusable(String path, String rule) {
        return new InvalidConfigException(
                List.of(ConfigProblem.of(Settings.CONFIG_PATH.key(), path, rule, Settings.CONFIG_PATH.example())));
    }

    /**
     * Looks a key up. A blank value counts as none, as MicroProfile Config says.
     *
     * @param key a key, not null
     * @return the nearest value without surrounding white space
     */
    Optional<String> find(String key) {
        return secret(key).map(String::strip);
    }

    /**
     * Looks a secret up.
     *
     * @param key a key, not null
     * @return the nearest value as it is, white space included
     */
    Optional<String> secret(String key) {
        return values.find(key);
    }

    /** {@return every key that a source other than the environment has} */
    Set<String> propertyNames() {
        return values.names();
    }

    /** {@return the environment} */
    Map<String, String> environment() {
        return environment;
    }
}
