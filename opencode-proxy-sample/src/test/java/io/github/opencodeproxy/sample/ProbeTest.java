package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The health check of the images. */
@Timeout(60)
class ProbeTest {

    @Test
    void findsTheProxyByTheConfigurationThatStartsIt() throws Exception {
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of()))) {
            assertThat(probe(sample.port(), Map.of())).isEqualTo(Probe.EXIT_HEALTHY);
            assertThat(probe(sample.port(), Map.of("opencode.proxy.bind-address", "127.0.0.1")))
                    .isEqualTo(Probe.EXIT_HEALTHY);
        }
    }

    @Test
    void asksTheManagementPortWhereThereIsOne() throws Exception {
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of()))) {
            Map<String, String> keys = Map.of("opencode.proxy.management-port", String.valueOf(sample.port()));
            assertThat(probe(1, keys)).isEqualTo(Probe.EXIT_HEALTHY);
        }
    }

    @Test
    void isUnhealthyWhenTheAnswerIsAnother() throws Exception {
        try (RawUpstream other =
                RawUpstream.answering("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(probe(other.port(), Map.of())).isEqualTo(Probe.EXIT_UNHEALTHY);
        }
    }

    @Test
    void isUnhealthyWhenNobodyListens() throws Exception {
        int port;
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of()))) {
            port = sample.port();
        }
        assertThat(probe(port, Map.of())).isEqualTo(Probe.EXIT_UNHEALTHY);
    }

    @Test
    void saysThatTheConfigurationIsWrong() {
        assertThat(probe(0, Map.of("opencode.proxy.bind-address", "nowhere"))).isEqualTo(Sample.EXIT_CONFIG);
    }

    private static int probe(int port, Map<String, String> keys) {
        Map<String, String> properties = new HashMap<>(keys);
        properties.put("PORT", String.valueOf(port));
        return Probe.run(() -> ConfigSources.of(properties, Map.of()));
    }
}
