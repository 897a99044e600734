package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;

/** What the tests of faults have in common. */
final class Upstreams {

    private Upstreams() {}

    /** Answers everything, for the request after the fault. */
    static RawUpstream healthy() throws IOException {
        return RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
    }

    /** A loopback address where nobody listens. */
    static String closed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    static String tls(RawUpstream upstream) {
        return upstream.url().replace("http:", "https:");
    }

    static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.headers().firstValue("X-Opencode-Proxy-Error")).hasValue(code);
        assertThat(response.statusCode()).isEqualTo(status);
    }
}
