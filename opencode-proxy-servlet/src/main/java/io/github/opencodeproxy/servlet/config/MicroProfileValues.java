package io.github.opencodeproxy.servlet.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The one class that knows SmallRye Config, which gives MicroProfile Config's names of environment variables and its
 * order. It is loaded only when configuration is asked for: who writes {@code ProxyOptions} in code needs no SmallRye.
 */
final class MicroProfileValues {

    private static final int NEAREST_ORDINAL = 500;
    private static final int MOUNTED_ORDINAL = 200;

    private final SmallRyeConfig config;

    private MicroProfileValues(SmallRyeConfig config) {
        this.config = config;
    }

    /**
     * Orders the sources.
     *
     * @param near what comes before the environment, the nearest first
     * @param environment the environment variables
     * @param mounted what comes behind it
     */
    static MicroProfileValues of(
            List<Map<String, String>> near, Map<String, String> environment, Map<String, String> mounted) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, EnvConfigSource.ORDINAL))
                .withSources(new PropertiesConfigSource(mounted, "mounted file", MOUNTED_ORDINAL));
        int ordinal = NEAREST_ORDINAL;
        for (Map<String, String> values : near) {
            builder.withSources(new PropertiesConfigSource(values, "source " + ordinal, ordinal));
            ordinal--;
        }
        return new MicroProfileValues(builder.addPropertiesSources().build());
    }

    /** {@return the nearest value as it is, white space included; a blank one counts as none} */
    Optional<String> find(String key) {
        return Optional.ofNullable(config.getConfigValue(key))
                .map(ConfigValue::getRawValue)
                .filter(text -> !text.isBlank());
    }

    /** {@return every key that a source other than the environment has} */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!(source instanceof EnvConfigSource)) {
                names.addAll(source.getPropertyNames());
            }
        }
        return names;
    }
}
