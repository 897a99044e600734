package io.github.opencodeproxy.servlet.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.limits.Quotas;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {

    @Test
    void asManyMayWaitForAConnectionAsStreamsMayBeOpen() {
        HttpClient client = new HttpClient();
        ClientSettings.apply(client, Duration.ofSeconds(1), new AtomicInteger());

        int streams = Quotas.defaults().streams();
        assertThat(client.getMaxRequestsQueuedPerDestination()).isGreaterThanOrEqualTo(streams);
        assertThat(client.getMaxConnectionsPerDestination()).isGreaterThanOrEqualTo(streams);
    }
}
