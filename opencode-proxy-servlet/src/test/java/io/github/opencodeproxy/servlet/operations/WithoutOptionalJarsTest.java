package io.github.opencodeproxy.servlet.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Micrometer and OpenTelemetry are optional: everything else works where their jars are not. */
class WithoutOptionalJarsTest {

    private final URLClassLoader loader = new URLClassLoader(
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(path -> !path.contains("micrometer") && !path.contains("opentelemetry"))
                    .map(WithoutOptionalJarsTest::url)
                    .toArray(URL[]::new),
            ClassLoader.getPlatformClassLoader());

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    @Test
    void theJarsAreReallyNotThere() {
        assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> loader.loadClass("io.opentelemetry.api.OpenTelemetry"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void theProxyStarts() throws ReflectiveOperationException {
        Class<?> options = load("ProxyOptions");
        Object builder = options.getMethod("builder").invoke(null);
        Object built = builder.getClass().getMethod("build").invoke(builder);
        Object servlet = load("ProxyServlet").getConstructor(options).newInstance(built);

        servlet.getClass().getMethod("destroy").invoke(servlet);

        assertThat(servlet.getClass().getClassLoader()).isSameAs(loader);
        assertThat(servlet).isNotInstanceOf(HttpServlet.class);
    }

    @Test
    void nothingIsDetected() throws ReflectiveOperationException {
        Class<?> detected = load("operations.Detected");

        assertThat(detected.getMethod("metrics").invoke(null)).isNotNull();
        assertThat(detected.getMethod("tracing").invoke(null)).isEqualTo(Optional.empty());
    }

    @Test
    void anApplicationThatDetectsWhatThereIsStartsAndStops() throws Exception {
        Object detected = load("operations.Detected").getMethod("open").invoke(null);

        assertThat(detected.getClass().getMethod("listener").invoke(detected)).isNotNull();
        assertThat(detected.getClass().getMethod("traceContext").invoke(detected))
                .isNotNull();
        ((AutoCloseable) detected).close();
    }

    @Test
    void requestsAreLogged() throws Exception {
        Object log = load("operations.AccessLog").getMethod("toLogger").invoke(null);

        ((AutoCloseable) log).close();
    }

    private Class<?> load(String name) throws ClassNotFoundException {
        return loader.loadClass("io.github.opencodeproxy.servlet." + name);
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path, e);
        }
    }
}
