package io.github.opencodeproxy.sample.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Where values come from. The nearest wins: system property, environment variable, mounted file or folder, then
 * {@code META-INF/microprofile-config.properties}.
 *
 * <p>Values are taken as they are: no profiles and no {@code ${…}} expressions, because a password may look like one.
 */
public final class ConfigSources {

    private static final int SYSTEM_PROPERTIES_ORDINAL = 400;
    private static final int MOUNTED_ORDINAL = 200;

    private final SmallRyeConfig config;
    private final Map<String, String> environment;

    private ConfigSources(SmallRyeConfig config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /**
     * Collects the sources of a process.
     *
     * @param systemProperties the system properties, none null
     * @param environment the environment variables, none null
     * @return the sources
     * @throws InvalidConfigException when the mounted file or folder cannot be read
     */
    public static ConfigSources of(Map<String, String> systemProperties, Map<String, String> environment) {
        ConfigSources near = build(systemProperties, environment, Optional.empty());
        Optional<String> mounted = near.find(Settings.CONFIG_PATH.key());
        return mounted.isEmpty() ? near : build(systemProperties, environment, Optional.of(read(mounted.get())));
    }

    private static ConfigSources build(
            Map<String, String> systemProperties,
            Map<String, String> environment,
            Optional<Map<String, String>> mounted) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(source(systemProperties, "system properties", SYSTEM_PROPERTIES_ORDINAL))
                .withSources(new EnvConfigSource(environment, EnvConfigSource.ORDINAL));
        mounted.ifPresent(values -> builder.withSources(source(values, "mounted file", MOUNTED_ORDINAL)));
        return new ConfigSources(builder.addPropertiesSources().build(), Map.copyOf(environment));
    }

    private static ConfigSource source(Map<String, String> values, String name, int ordinal) {
        return new PropertiesConfigSource(values, name, ordinal);
    }

    private static Map<String, String> read(String path) {
        try {
            return MountedConfig.read(Path.of(path));
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new InvalidConfigException(List.of(ConfigProblem.of(
                    Settings.CONFIG_PATH.key(),
                    path,
                    "must be a readable properties file, or a folder with a file per key",
                    Settings.CONFIG_PATH.example())));
        }
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
        return Optional.ofNullable(config.getConfigValue(key))
                .map(ConfigValue::getRawValue)
                .filter(text -> !text.isBlank());
    }

    /** {@return every key that a source other than the environment has} */
    Set<String> propertyNames() {
        Set<String> names = new TreeSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!(source instanceof EnvConfigSource)) {
                names.addAll(source.getPropertyNames());
            }
        }
        return names;
    }

    /** {@return the environment} */
    Map<String, String> environment() {
        return environment;
    }
}
