package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request bodies that do not come to their end, and what they leave behind. */
class UploadContractTest {

    @Test
    void aServerThatAnswersEarlyStaysReachableForEverybody() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(UploadContractTest::answerBeforeTheBody);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            for (int i = 0; i < 12; i++) {
                // Or the connection breaks, because we do not read the rest either.
                assertThat(postMoreThanTheSocketsHold(proxy, upstream)).isIn(413, -1);
            }

            for (int i = 0; i < 50; i++) {
                HttpResponse<String> response = proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            }
            // Those of the uploads are gone; a few serve the others.
            await().until(() -> upstream.openConnections() < 10);
        }
    }

    private static int postMoreThanTheSocketsHold(RunningProxy proxy, RawUpstream upstream)
            throws InterruptedException {
        try {
            return proxy.send(proxy.request("/api/proxy/upload", "X-Target-Server", upstream.url())
                            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(16_000_000))))
                    .statusCode();
        } catch (IOException cut) {
            return -1;
        }
    }

    private static void answerBeforeTheBody(Conversation conversation) throws IOException {
        while (conversation.readHead()) {
            if (conversation.head().startsWith("POST")) {
                conversation.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
                conversation.awaitClose();
                return;
            }
            conversation.answer("text/plain", "fine");
        }
    }

    /** The server's answer and its end are on the wire before a byte of the body is read. */
    private static void refuseUnread(Conversation conversation, boolean isReset) throws IOException {
        conversation.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
        if (isReset) {
            // Closed with bytes unread: the kernel sends a reset.
            return;
        }
        conversation.awaitClose();
    }

    @ParameterizedTest
    @CsvSource({"true, 200000", "true, 3000000", "false, 200000", "false, 3000000"})
    void theReasonOfAServerThatReadsNoFurtherArrives(boolean isReset, int length) throws Exception {
        AtomicInteger inUse = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    // A spare connection that the pool made meanwhile brings no request.
                    conversation.readHead();
                    inUse.incrementAndGet();
                    refuseUnread(conversation, isReset);
                    inUse.decrementAndGet();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            for (int i = 0; i < 30; i++) {
                try (RawClient client = proxy.raw(
                        "POST",
                        "/api/proxy/upload",
                        "X-Target-Server: " + upstream.url() + "\r\nContent-Length: " + length + "\r\n")) {
                    Thread sender = new Thread(() -> sendQuietly(client, length));
                    sender.start();

                    assertThat(client.readHead())
                            .as("try %d: %s", i, client.head())
                            .isEqualTo(413);
                    assertThat(client.read(2)).isEqualTo("no");
                }
            }
            await().until(() -> inUse.get() == 0);
        }
    }

    private static void sendQuietly(RawClient client, int length) {
        try {
            for (int left = length; left > 0; left -= 50_000) {
                client.send("x".repeat(50_000));
            }
        } catch (IOException theAnswerIsThere) {
            // The proxy reads no further either.
        }
    }

    @Test
    void anExpectationIsMetHereAndGoesNoFurther() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.answer("text/plain", conversation.body());
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "POST",
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url() + "\r\nExpect: 100-continue\r\nContent-Length: 5\r\n")) {
            assertThat(client.readHead()).isEqualTo(100);
            client.send("hello");

            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.read(5)).isEqualTo("hello");
            assertThat(upstream.heads().get(0)).doesNotContainIgnoringCase("expect");
        }
    }

    @Test
    void anotherExpectationIsRefused() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "POST",
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url() + "\r\nExpect: 200-ok\r\nContent-Length: 5\r\n")) {
            assertThat(client.readHead()).isEqualTo(417);
            assertThat(upstream.heads()).isEmpty();
        }
    }

    @Test
    void smallBodiesKeepTheirConnection() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.answer("text/plain", "fine");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            for (int i = 0; i < 50; i++) {
                proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", upstream.url())
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1_000))));
            }

            // One that is just being given back may be missed.
            assertThat(upstream.connections()).isLessThan(10);
        }
    }

    @Test
    void aBodyThatIsNoneIsTheClientsFault() throws Exception {
        RunningProxy.assumeContainerHas(Capability.STRICT_CHUNKS);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.answer("text/plain", "fine");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient client = proxy.raw(
                        "POST",
                        "/api/proxy/x",
                        "X-Target-Server: " + upstream.url() + "\r\nTransfer-Encoding: chunked\r\n")) {
            client.send("5\r\nhello\r\nnot a length\r\n");

            assertThat(client.readHead()).isEqualTo(400);
            if (RunningProxy.containerHas(Capability.BROKEN_BODY)) {
                assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("request_malformed");
            }
        }
    }
}
