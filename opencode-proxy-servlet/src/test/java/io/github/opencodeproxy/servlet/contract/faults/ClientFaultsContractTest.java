package io.github.opencodeproxy.servlet.contract.faults;

import static io.github.opencodeproxy.servlet.contract.faults.Upstreams.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, and clients and servers that say too much. */
class ClientFaultsContractTest {

    private RawUpstream healthy;

    @BeforeEach
    void start() throws IOException {
        healthy = Upstreams.healthy();
    }

    @AfterEach
    void stop() throws IOException {
        healthy.close();
    }

    @Test
    @DisplayName("F26 a client that leaves a stream is gone for the server too")
    void aClientThatLeavesIsGoneForTheServerToo() throws Exception {
        try (RawUpstream ticking = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    for (int i = 0; i < 1_000; i++) {
                        conversation.event("tick " + i);
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    }
                });
                WatchedProxy proxy = WatchedProxy.allowing(ticking.url(), healthy.url())) {
            try (RawClient client = proxy.raw("GET", ticking.url(), "")) {
                assertThat(client.readHead()).isEqualTo(200);
                client.readUntil("tick 0\n\n");
                client.reset();
            }
            await().atMost(10, TimeUnit.SECONDS).until(() -> ticking.openConnections() == 0);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F26 a client that leaves in the middle of its upload is gone for the server too")
    void aClientThatLeavesItsUploadIsGoneForTheServerToo() throws Exception {
        try (RawUpstream reading = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation.awaitClose();
                });
                WatchedProxy proxy = WatchedProxy.allowing(reading.url(), healthy.url())) {
            try (RawClient client = proxy.raw("POST", reading.url(), "Content-Length: 100000\r\n")) {
                client.send("half");
                await().until(() -> reading.openConnections() == 1);
                client.reset();
            }
            await().atMost(10, TimeUnit.SECONDS).until(() -> reading.openConnections() == 0);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F27 a client that has said all it has to say gets its answer")
    void aClientThatHasSaidAllGetsItsAnswer() throws Exception {
        try (WatchedProxy proxy = WatchedProxy.allowing(healthy.url());
                RawClient client = proxy.raw("GET", healthy.url(), "")) {
            client.finishSending();

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.readUntil("ok")).endsWith("ok");
            proxy.isUnharmed(healthy);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 101\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n65\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n65\r\n"
            })
    @DisplayName("F30 a body over the limit")
    void aBodyOverTheLimit(String framing) throws Exception {
        AtomicInteger carrying = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    // Not every connection: one that is made when its request is over already waits in the pool.
                    if (conversation.readHead()) {
                        carrying.incrementAndGet();
                        try {
                            conversation.awaitClose();
                        } finally {
                            carrying.decrementAndGet();
                        }
                    }
                });
                WatchedProxy proxy =
                        WatchedProxy.with(options -> options.maxBodyBytes(100), upstream.url(), healthy.url());
                RawClient client =
                        proxy.raw("POST", upstream.url(), framing.substring(0, framing.indexOf("\r\n") + 2))) {
            client.send(framing.substring(framing.indexOf("\r\n") + 4) + "x".repeat(101));

            assertThat(client.readHead()).isEqualTo(413);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("body_too_large");
            proxy.isUnharmed(healthy);
            await().atMost(10, TimeUnit.SECONDS).until(() -> carrying.get() == 0);
        }
    }

    @Test
    @DisplayName("F30 a body at the limit")
    void aBodyAtTheLimit() throws Exception {
        try (WatchedProxy proxy = WatchedProxy.with(options -> options.maxBodyBytes(100), healthy.url())) {
            assertThat(proxy.post(healthy.url(), "x".repeat(100)).statusCode()).isEqualTo(200);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F31 an answer whose head is too large")
    void anAnswerWhoseHeadIsTooLarge() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(300_000) + "\r\nContent-Length: 0\r\n\r\n");
                WatchedProxy proxy = WatchedProxy.allowing(upstream.url(), healthy.url())) {
            assertRefused(proxy.get(upstream.url()), 502, "upstream_protocol");
            await().until(() -> upstream.openConnections() == 0);
            proxy.isUnharmed(healthy);
        }
    }
}
