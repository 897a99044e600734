package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is different when somebody else listens. */
class ContainerTest {

    @Test
    void doesNotCareAboutAPortThatIsNotOurs() {
        assertThat(ConfigFixture.empty()
                        .variable("PORT", "tcp://10.1.2.3:80")
                        .readInContainer()
                        .warnings())
                .isEmpty();
    }

    @Test
    void namesWhatOnlyAnOwnServerHas() {
        assertThat(ConfigFixture.empty()
                        .key("bind-address", "127.0.0.1")
                        .key("management-port", "9090")
                        .readInContainer()
                        .warnings())
                .containsExactly(
                        "Set but without effect yet: opencode.proxy.bind-address, opencode.proxy.management-port");
    }

    @Test
    void countsAPrefixOnceThatIsTheContextPathAlready() {
        ProxyConfig config = ConfigFixture.empty()
                .variable("NB_PREFIX", "/notebook/team/box")
                .readInContainer();

        assertThat(config.inside("/notebook/team/box").basePath()).isEmpty();
        assertThat(config.inside("/notebook/team/box").rules()).isEqualTo(config.rules());
        assertThat(config.inside("/app").basePath()).isEqualTo("/notebook/team/box");
        assertThat(config.inside("").basePath()).isEqualTo("/notebook/team/box");
    }

    @Test
    void takesTheNearestOfItsSources() {
        String key = Settings.DNS_TIMEOUT.key();
        List<Map<String, String>> near = List.of(Map.of(), Map.of(key, "2s"), Map.of(key, "3s"));

        assertThat(ConfigSources.collect(near, Map.of("OPENCODE_PROXY_TIMEOUTS_DNS", "4s"))
                        .find(key))
                .contains("2s");
    }

    @Test
    void namesTheDependencyThatConfigurationNeedsAndOptionsDoNot() throws Exception {
        try (URLClassLoader without = withoutSmallRye()) {
            Class<?> sources = without.loadClass(ConfigSources.class.getName());
            assertThatThrownBy(() -> sources.getMethod("ofProcess").invoke(null))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("io.smallrye.config:smallrye-config-core");

            Class<?> options = without.loadClass("io.github.opencodeproxy.servlet.ProxyOptions");
            Object builder = options.getMethod("builder").invoke(null);
            Object built = builder.getClass().getMethod("build").invoke(builder);
            Class<?> servlet = without.loadClass("io.github.opencodeproxy.servlet.ProxyServlet");
            Object proxy = servlet.getConstructor(options).newInstance(built);
            assertThatCode(() -> servlet.getMethod("destroy").invoke(proxy)).doesNotThrowAnyException();
        }
    }

    private static URLClassLoader withoutSmallRye() throws IOException {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("smallrye") && !entry.contains("microprofile"))
                .map(ContainerTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
