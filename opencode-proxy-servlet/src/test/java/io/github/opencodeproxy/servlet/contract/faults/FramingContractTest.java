package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body is never taken for the next request: what has no length is sent in chunks, whatever the method. */
class FramingContractTest {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: smuggled\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
    void aBodyWithoutALengthIsSentInChunks(String method) throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        bodies.add(conversation.body());
                        conversation.write("HTTP/1.1 204 No Content\r\n\r\n");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        method,
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url() + "\r\nTransfer-Encoding: chunked\r\n")) {
            client.send(Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n0\r\n\r\n");
            assertThat(client.readHead()).isEqualTo(204);
            assertThat(bodies.poll(10, TimeUnit.SECONDS)).isEqualTo(SMUGGLED);

            assertThat(proxy.get("/api/proxy/next", "X-Target-Server", upstream.url())
                            .statusCode())
                    .isEqualTo(204);
            assertThat(upstream.heads()).hasSize(2);
            assertThat(upstream.heads().get(0)).containsIgnoringCase("transfer-encoding: chunked");
            assertThat(upstream.heads().get(1)).startsWith("GET /next HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
    void aBodyWithALengthKeepsIt(String method) throws Exception {
        BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        bodies.add(conversation.body());
                        conversation.write("HTTP/1.1 204 No Content\r\n\r\n");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        method,
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url() + "\r\nContent-Length: " + SMUGGLED.length() + "\r\n")) {
            client.send(SMUGGLED);
            assertThat(client.readHead()).isEqualTo(204);
            assertThat(bodies.poll(10, TimeUnit.SECONDS)).isEqualTo(SMUGGLED);
            assertThat(upstream.heads()).singleElement().asString().contains("Content-Length: " + SMUGGLED.length());
        }
    }
}
