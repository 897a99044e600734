package io.github.opencodeproxy.servlet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.HeardLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration says is one line that people read, however much there is of it. */
class ConfigSummaryTest {

    @Test
    void namesAllWhenThatIsNotMuch() {
        assertThat(ConfigFixture.empty()
                        .key("allow", "*.a.svc.cluster.local 10.0.0.0/8")
                        .read()
                        .summary())
                .startsWith(
                        "Users may reach *.a.svc.cluster.local, inside 10.0.0.0/8. Provided servers: local http://");
    }

    @Test
    void namesTheFirstOfManyAndSaysHowManyMore() {
        ConfigFixture many = ConfigFixture.empty().key("allow", names(50_000) + "," + ranges(30));
        for (int i = 0; i < 24; i++) {
            many.key("servers.s" + i + ".url", "http://s" + i + ".a.svc.cluster.local");
        }

        String summary = many.read().summary();

        assertThat(summary)
                .contains("h0.a.svc.cluster.local, ", "h19.a.svc.cluster.local, and 49980 more, inside 10.0.0.0/16, ")
                .contains("10.19.0.0/16, and 10 more. Provided servers: local http")
                .contains(", and 5 more. ")
                .doesNotContain("h20.");
        assertThat(summary.length()).isLessThan(5_000);
    }

    @Test
    void isShortAlsoWhereAllOfItIsWrong(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("proxy.properties"), "opencode.proxy.allow=*.a.svc.cluster.local");
        ConfigFile first = Objects.requireNonNull(
                ConfigFixture.empty().key("config-path", file.toString()).read().file());
        try (HeardLog log = new HeardLog(ConfigWatch.class);
                ConfigWatch watch = ConfigWatch.start(first, Duration.ofMillis(10), config -> {})) {
            Files.writeString(file, "opencode.proxy.allow=" + names(1_000).replace(".a.", ".*."));

            await().untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.endsWith("; and 980 more")));
            assertThat(watch).isNotNull();
        }
    }

    private static String names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "h" + i + ".a.svc.cluster.local")
                .collect(Collectors.joining(","));
    }

    private static String ranges(int count) {
        return IntStream.range(0, count).mapToObj(i -> "10." + i + ".0.0/16").collect(Collectors.joining(","));
    }
}
