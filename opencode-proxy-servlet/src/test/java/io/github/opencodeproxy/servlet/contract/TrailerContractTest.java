package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Fields after a body cross as those before it do, but for those that would come too late. */
class TrailerContractTest {

    @Test
    void theServersTrailersReachTheClient() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nX-Digest: abc\r\nX-More: 1\r\nX-More: 2\r\nSet-Cookie: CANARY\r\n"
                        + "Content-Type: CANARY\r\nX-Opencode-Proxy: CANARY\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "GET", "/api/proxy/x", "X-Target-Server: " + upstream.url() + "\r\nTE: trailers\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);

            assertThat(client.readUntil("\r\n0\r\n")).contains("hello");
            assertThat(client.readUntil("\r\n\r\n"))
                    .contains("X-Digest: abc", "X-More: 1, 2")
                    .doesNotContain("CANARY");
        }
    }

    @Test
    void theClientsTrailersReachTheServer() throws Exception {
        RunningProxy.assumeContainerHas(Capability.REQUEST_TRAILERS);
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    StringBuilder body = new StringBuilder();
                    while (!body.toString().endsWith("\r\n\r\n")) {
                        body.append(conversation.readText());
                    }
                    ends.add(body.toString());
                    conversation.answer("text/plain", "fine");
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "POST",
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url() + "\r\nTransfer-Encoding: chunked\r\n")) {
            client.send("5\r\nhello\r\n0\r\nX-Opencode-Sum: abc\r\nAuthorization: CANARY\r\nX-Other: CANARY\r\n\r\n");

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(ends.poll(10, TimeUnit.SECONDS))
                    .containsIgnoringCase("x-opencode-sum: abc")
                    .doesNotContain("CANARY");
        }
    }

    @Test
    void anOldClientGetsTheBodyAlone() throws IOException {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nX-Digest: abc\r\n\r\n");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = RawClient.connect(proxy.port())) {
            client.send("GET " + RunningProxy.PREFIX + "/api/proxy/x HTTP/1.0\r\nHost: 127.0.0.1\r\nX-Target-Server: "
                    + upstream.url() + "\r\n\r\n");

            assertThat(client.readToEnd()).endsWith("hello");
        }
    }
}
