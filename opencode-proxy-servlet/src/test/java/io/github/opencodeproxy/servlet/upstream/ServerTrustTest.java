package io.github.opencodeproxy.servlet.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;

class ServerTrustTest {

    @Test
    void theRuntimesAuthoritiesStay() {
        assertThat(ServerTrust.authorities(List.of())).isNotEmpty();
    }

    @Test
    void namesAreCheckedAndOldTlsIsOff() {
        HttpClient client = new HttpClient();
        ServerTrust.apply(client, List.of());
        SslContextFactory.Client settings = Objects.requireNonNull(client.getSslContextFactory());
        assertThat(settings.getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
        assertThat(settings.isTrustAll()).isFalse();
        assertThat(settings.getIncludeProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
    }

    @Test
    void settingsThatSomebodyBringsStay() {
        HttpClient client = new HttpClient();
        SslContextFactory.Client given = new SslContextFactory.Client();
        client.setSslContextFactory(given);
        ServerTrust.apply(client, List.of());
        assertThat(client.getSslContextFactory()).isSameAs(given);
        assertThat(given.getTrustStore()).isNull();
    }
}
