package io.github.opencodeproxy.servlet.contract.faults;

import static io.github.opencodeproxy.servlet.contract.faults.Upstreams.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that says https and cannot show who it is, is none. */
class TlsFaultsContractTest {

    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private static RawUpstream healthy;

    @BeforeAll
    static void start() throws Exception {
        certificates = new Certificates(folder);
        healthy = Upstreams.healthy();
    }

    @AfterAll
    static void stop() throws IOException {
        healthy.close();
    }

    private static RawUpstream serving(ServerSocketFactory sockets) throws IOException {
        return RawUpstream.start(
                conversation -> {
                    while (conversation.readRequest()) {
                        conversation.answer("text/plain", "ok");
                    }
                },
                sockets);
    }

    private static void isRefusedAsTls(ServerSocketFactory sockets) throws Exception {
        try (RawUpstream upstream = serving(sockets);
                WatchedProxy proxy =
                        WatchedProxy.trusting(certificates.trust(), Upstreams.tls(upstream), healthy.url())) {
            assertRefused(proxy.get(Upstreams.tls(upstream)), 502, "upstream_tls");
            assertThat(upstream.heads()).isEmpty();
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F08 to F10 do not fail for another reason: a good certificate is believed")
    void aGoodCertificateIsBelieved() throws Exception {
        try (RawUpstream upstream = serving(certificates.signed("ip:127.0.0.1"));
                WatchedProxy proxy =
                        WatchedProxy.trusting(certificates.trust(), Upstreams.tls(upstream), healthy.url())) {
            assertThat(proxy.get(Upstreams.tls(upstream)).body()).isEqualTo("ok");
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F08 a certificate that the server has signed itself")
    void signedByItself() throws Exception {
        isRefusedAsTls(certificates.selfSigned());
    }

    @Test
    @DisplayName("F09 a certificate for another name")
    void forAnotherName() throws Exception {
        isRefusedAsTls(certificates.signed("dns:other.example"));
    }

    @Test
    @DisplayName("F10 a certificate that has expired")
    void expired() throws Exception {
        isRefusedAsTls(certificates.signed("ip:127.0.0.1", "-startdate", "-10d", "-validity", "5"));
    }

    @Test
    @DisplayName("F11 plain HTTP on the port")
    void plainHttpOnThePort() throws Exception {
        try (RawUpstream plain = RawUpstream.start(conversation -> {
                    conversation.readSome();
                    conversation.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                });
                WatchedProxy proxy = WatchedProxy.allowing(Upstreams.tls(plain), healthy.url())) {
            assertRefused(proxy.get(Upstreams.tls(plain)), 502, "upstream_tls");
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F12 the handshake stalls")
    void theHandshakeStalls() throws Exception {
        try (RawUpstream silent = RawUpstream.start(Conversation::awaitClose);
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.tlsTimeout(Duration.ofMillis(300)), Upstreams.tls(silent), healthy.url())) {
            assertRefused(proxy.get(Upstreams.tls(silent)), 504, "upstream_timeout");
            proxy.isUnharmed(healthy);
        }
    }
}
