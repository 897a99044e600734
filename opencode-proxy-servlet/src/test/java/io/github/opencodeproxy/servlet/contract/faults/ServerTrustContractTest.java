package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R26: the cluster has an authority of its own, which the operator names. */
class ServerTrustContractTest {

    @TempDir
    private static Path folder;

    private static Certificates ours;
    private static Certificates others;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        ours = new Certificates(Files.createDirectory(folder.resolve("ours")));
        others = new Certificates(Files.createDirectory(folder.resolve("others")));
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

    private static HttpResponse<String> ask(List<X509Certificate> authorities, ServerSocketFactory sockets)
            throws Exception {
        try (RawUpstream upstream = serving(sockets);
                RunningProxy proxy =
                        RunningProxy.with(options -> options.authorities(authorities), Upstreams.tls(upstream))) {
            HttpResponse<String> answer = proxy.get("/api/proxy/x", "X-Target-Server", Upstreams.tls(upstream));
            assertThat(upstream.heads()).hasSize(answer.statusCode() == 200 ? 1 : 0);
            return answer;
        }
    }

    private static void isRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("X-Opencode-Proxy-Error")).hasValue("upstream_tls");
    }

    @Test
    void believesWhatTheNamedAuthorityHasSigned() throws Exception {
        assertThat(ask(List.of(ours.authority()), ours.signed("ip:127.0.0.1")).body())
                .isEqualTo("ok");
        assertThat(ask(List.of(others.authority(), ours.authority()), ours.signed("ip:127.0.0.1"))
                        .body())
                .isEqualTo("ok");
    }

    @Test
    void believesItOnlyWhenItIsNamed() throws Exception {
        isRefused(ask(List.of(), ours.signed("ip:127.0.0.1")));
        isRefused(ask(List.of(others.authority()), ours.signed("ip:127.0.0.1")));
    }

    @Test
    void checksTheNameAllTheSame() throws Exception {
        isRefused(ask(List.of(ours.authority()), ours.signed("dns:other.example")));
    }

    @Test
    void checksTheDateAllTheSame() throws Exception {
        isRefused(ask(List.of(ours.authority()), ours.signed("ip:127.0.0.1", "-startdate", "-10d", "-validity", "5")));
    }
}
