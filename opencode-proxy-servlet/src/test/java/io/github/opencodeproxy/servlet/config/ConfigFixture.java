package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A process's surroundings, written as a test needs them. */
final class ConfigFixture {

    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path serviceAccount = Path.of("/does/not/exist");

    static ConfigFixture empty() {
        return new ConfigFixture();
    }

    /** Sets {@code opencode.proxy.<name>}. */
    ConfigFixture key(String name, String value) {
        return property("opencode.proxy." + name, value);
    }

    ConfigFixture property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    ConfigFixture variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ConfigFixture serviceAccount(Path file) {
        serviceAccount = file;
        return this;
    }

    /** Of an application that brings its own server. */
    ServerConfig readServer() {
        return ConfigReader.server(ConfigSources.of(properties, environment), serviceAccount);
    }

    ProxyConfig read() {
        return readServer().proxy();
    }

    /** Of a proxy in a server that is configured elsewhere. */
    ProxyConfig readInContainer() {
        return ConfigReader.proxy(ConfigSources.of(properties, environment), serviceAccount);
    }

    InvalidConfigException refusal() {
        return catchThrowableOfType(InvalidConfigException.class, this::read);
    }
}
