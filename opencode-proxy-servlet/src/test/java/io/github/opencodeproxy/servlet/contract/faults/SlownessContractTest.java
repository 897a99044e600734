package io.github.opencodeproxy.servlet.contract.faults;

import static io.github.opencodeproxy.servlet.contract.faults.Upstreams.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.FaultProxy;
import io.github.opencodeproxy.testkit.Faults;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Silence and slowness: limits where there are limits, patience and flat memory everywhere else. */
@SuppressWarnings("try") // A server that is closed early is the end of a fault.
class SlownessContractTest {

    private static final String PIECE = "x".repeat(64 * 1024);

    /** More than all the buffers of four sockets on the way may hold. */
    private static final long MOST_ON_THE_WAY = 64L * 1024 * 1024;

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
    @DisplayName("F14 silence instead of an answer")
    void silenceInsteadOfAnAnswer() throws Exception {
        try (RawUpstream silent = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.awaitClose();
                });
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.headersTimeout(Duration.ofMillis(300)), silent.url(), healthy.url())) {
            assertRefused(proxy.get(silent.url()), 504, "upstream_timeout");
            await().until(() -> silent.openConnections() == 0);
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F14 a stream that has begun may be silent for longer than the answer may take")
    void aStreamThatHasBegunMayBeSilent() throws Exception {
        Semaphore next = new Semaphore(0);
        try (RawUpstream streaming = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    next.acquireUninterruptibly();
                    conversation.event("late");
                    conversation.awaitClose();
                });
                RawUpstream silent = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.awaitClose();
                });
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.headersTimeout(Duration.ofSeconds(2)),
                        streaming.url(),
                        silent.url(),
                        healthy.url())) {
            try (RawClient client = proxy.raw("GET", streaming.url(), "")) {
                assertThat(client.readHead()).isEqualTo(200);
                // The limit passes in full for another request meanwhile.
                assertRefused(proxy.get(silent.url()), 504, "upstream_timeout");
                next.release();
                assertThat(client.readUntil("\n\n")).contains("data: late");
                client.reset();
            }
            streaming.close();
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F20 the server vanishes in the middle of a stream")
    void theServerVanishes() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    conversation.awaitClose();
                });
                FaultProxy faulty = FaultProxy.to(upstream.port());
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.idleStreamTimeout(Duration.ofMillis(500)), faulty.url(), healthy.url());
                RawClient client = proxy.raw("GET", faulty.url(), "")) {
            assertThat(client.readHead()).isEqualTo(200);
            client.readUntil("data: first\n\n");
            faulty.vanish();

            assertThat(client.readToEnd()).doesNotEndWith("0\r\n\r\n");
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F21 a slow writer is relayed byte by byte")
    void aSlowWriterIsRelayedByteByByte() throws Exception {
        Semaphore next = new Semaphore(0);
        String body = "0123456789";
        try (RawUpstream slow = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n");
                    for (int i = 0; i < body.length(); i++) {
                        next.acquireUninterruptibly();
                        conversation.write(body.substring(i, i + 1));
                    }
                });
                WatchedProxy proxy = WatchedProxy.allowing(slow.url(), healthy.url());
                RawClient client = proxy.raw("GET", slow.url(), "")) {
            next.release();
            assertThat(client.readHead()).isEqualTo(200);
            assertThat(client.read(1)).isEqualTo("0");
            for (int i = 1; i < body.length(); i++) {
                next.release();
                assertThat(client.read(1)).isEqualTo(body.substring(i, i + 1));
            }
            proxy.isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F22 a server that does not read stops the upload")
    void aServerThatDoesNotReadStopsTheUpload() throws Exception {
        try (RawUpstream upstream = Upstreams.healthy();
                FaultProxy faulty = FaultProxy.to(upstream.port())
                        .towardsServer(Faults.none().stopReading());
                WatchedProxy proxy = WatchedProxy.allowing(faulty.url(), healthy.url());
                RawClient client = proxy.raw("POST", faulty.url(), "Content-Length: 200000000\r\n")) {
            AtomicLong sent = new AtomicLong();
            Thread sender = new Thread(() -> sendUntilBroken(client, sent), "sender");
            sender.setDaemon(true);
            sender.start();
            awaitStandstill(sent);

            assertThat(sent.get()).isBetween(1L, MOST_ON_THE_WAY);
            client.reset();
            sender.join();
            faulty.close();
            proxy.isUnharmed(healthy);
        }
    }

    private static void sendUntilBroken(RawClient client, AtomicLong sent) {
        try {
            while (sent.get() < 200_000_000) {
                client.send(PIECE);
                sent.addAndGet(PIECE.length());
            }
        } catch (IOException broken) {
            // The test has seen enough.
        }
    }

    private static void awaitStandstill(AtomicLong counter) {
        long[] last = {-1};
        await().pollInterval(1, TimeUnit.SECONDS).atMost(30, TimeUnit.SECONDS).until(() -> {
            long before = last[0];
            last[0] = counter.get();
            return before > 0 && before == last[0];
        });
    }

    @Test
    @DisplayName("F23 a client that does not read stops the server")
    void aClientThatDoesNotReadStopsTheServer() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RawUpstream endless = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 200000000\r\n\r\n");
                    while (sent.get() < 200_000_000) {
                        conversation.write(PIECE);
                        sent.addAndGet(PIECE.length());
                    }
                });
                WatchedProxy proxy = WatchedProxy.allowing(endless.url(), healthy.url())) {
            try (RawClient client = proxy.raw("GET", endless.url(), "")) {
                assertThat(client.readHead()).isEqualTo(200);
                awaitStandstill(sent);

                assertThat(sent.get()).isLessThan(MOST_ON_THE_WAY);
                // It has not been forgotten: it goes on when the client does.
                long before = sent.get();
                client.read((int) MOST_ON_THE_WAY / 2);
                await().until(() -> sent.get() > before);
                client.reset();
            }
            await().until(() -> endless.openConnections() == 0);
            proxy.leavesToTheCollector(1).isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F23 a client that never reads again is given up after the idle limit")
    void aClientThatNeverReadsAgainIsGivenUp() throws Exception {
        try (RawUpstream endless = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 200000000\r\n\r\n");
                    for (int i = 0; i < 3000; i++) {
                        conversation.write(PIECE);
                    }
                });
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.idleStreamTimeout(Duration.ofSeconds(1)), endless.url(), healthy.url());
                RawClient client = proxy.raw("GET", endless.url(), "")) {
            assertThat(client.readHead()).isEqualTo(200);

            await().atMost(20, TimeUnit.SECONDS).until(() -> endless.openConnections() == 0);
            assertThatThrownBy(() -> readAll(client, 200_000_000)).isInstanceOf(IOException.class);
            proxy.leavesToTheCollector(1).isUnharmed(healthy);
        }
    }

    @Test
    @DisplayName("F50 a narrow line takes its time for an upload")
    void aNarrowLineTakesItsTimeForAnUpload() throws Exception {
        int length = 60_000;
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.answer("text/plain", conversation.body());
                    }
                });
                FaultProxy narrow = FaultProxy.to(upstream.port())
                        .towardsServer(Faults.none().rate(125_000 / 4));
                WatchedProxy proxy = WatchedProxy.allowing(narrow.url(), healthy.url())) {
            assertThat(proxy.post(narrow.url(), "y".repeat(length)).body()).hasSize(length);
            proxy.isUnharmed(healthy);
        }
    }

    private static void readAll(RawClient client, long length) throws IOException {
        for (long left = length; left > 0; ) {
            int read = client.read((int) Math.min(left, 1_000_000)).length();
            if (read == 0) {
                throw new IOException("Cut, as it should be");
            }
            left -= read;
        }
    }

    @Test
    @DisplayName("F50 a narrow line is slow and nothing else")
    void aNarrowLineIsSlowAndNothingElse() throws Exception {
        int length = 60_000;
        try (RawUpstream upstream = RawUpstream.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(length));
                FaultProxy narrow = FaultProxy.to(upstream.port())
                        .towardsClient(Faults.none().rate(125_000 / 4));
                WatchedProxy proxy = WatchedProxy.with(
                        options -> options.idleStreamTimeout(Duration.ofSeconds(1)), narrow.url(), healthy.url())) {
            assertThat(proxy.get(narrow.url()).body()).hasSize(length);
            proxy.isUnharmed(healthy);
        }
    }
}
