package io.github.opencodeproxy.sample.war;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

class WarContentIT {

    @Test
    void hasTheProxyAndTheUiAndNothingThatAContainerBrings() throws IOException {
        try (JarFile war = new JarFile(WarFile.OURS.toFile())) {
            List<String> names = war.stream().map(ZipEntry::getName).toList();

            assertThat(names)
                    .contains("WEB-INF/web.xml", "META-INF/LICENSE", "META-INF/NOTICE")
                    .noneMatch(name -> name.startsWith("WEB-INF/classes/"));
            assertThat(names)
                    .filteredOn(name -> name.endsWith(".jar"))
                    .map(name -> name.replaceAll("WEB-INF/lib/|-[0-9].*", ""))
                    .contains(
                            "opencode-proxy-core",
                            "opencode-proxy-servlet",
                            "opencode-ui-assets",
                            "jetty-client",
                            "slf4j-jdk14",
                            "smallrye-config-core")
                    .noneMatch(name -> name.matches("jakarta\\.(servlet|websocket).*"))
                    .noneMatch(name -> name.matches("jetty-(ee|server|session|security|webapp|plus|jndi).*|.*-server"));
        }
    }
}
