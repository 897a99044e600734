package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams are live: what the server says now the browser reads now. */
class EventStreamContractTest {

    private static final String END = "end";

    /** Sends an event for each text that the test puts into the queue. */
    private static RawUpstream speaking(BlockingQueue<String> events) throws IOException {
        return RawUpstream.start(conversation -> {
            conversation.readRequest();
            conversation.beginEvents();
            speak(conversation, events);
        });
    }

    private static void speak(Conversation conversation, BlockingQueue<String> events) throws IOException {
        try {
            for (String event = events.poll(10, TimeUnit.SECONDS);
                    event != null && !event.equals(END);
                    event = events.poll(10, TimeUnit.SECONDS)) {
                conversation.event(event);
            }
            conversation.write("0\r\n\r\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void headAndEachEventArriveBeforeTheNextIsSaid() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = speaking(events);
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient browser =
                        proxy.raw("GET", "/api/proxy/global/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
            // The head comes although no event was said yet.
            assertThat(browser.readHead()).isEqualTo(200);
            assertThat(browser.header("Content-Type")).hasValue("text/event-stream");
            assertThat(browser.header("X-Accel-Buffering")).hasValue("no");
            for (int i = 0; i < 5; i++) {
                events.put("number " + i);
                assertThat(browser.readUntil("\n\n")).contains("data: number " + i);
            }
            events.put(END);
            assertThat(browser.readUntil("0\r\n\r\n")).isNotEmpty();
        }
    }

    @Test
    void aStreamThatIsCutLooksCut() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    awaitQuietly(heard);
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url());
                RawClient browser =
                        proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
            browser.readHead();
            browser.readUntil("data: first\n\n");
            heard.countDown();

            assertThat(browser.readToEnd()).doesNotEndWith("0\r\n\r\n");
        }
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final Duration SOON = Duration.ofMillis(200);

    private static RunningProxy beating(RawUpstream upstream) {
        return RunningProxy.with(options -> options.heartbeatInterval(SOON), upstream.url());
    }

    private static RawClient listen(RunningProxy proxy, RawUpstream upstream) throws IOException {
        return proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n");
    }

    @Test
    void aSilentStreamShowsThatItLives() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = speaking(events);
                RunningProxy proxy = beating(upstream);
                RawClient browser = listen(proxy, upstream)) {
            browser.readHead();
            browser.readUntil(":\n\n");
            events.put("one");
            assertThat(browser.readUntil("\n\n\r\n")).contains("data: one");
            browser.readUntil(":\n\n");
            browser.readUntil(":\n\n");
            events.put(END);
            browser.readUntil("0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"event: half of one", "event: a line\\n", "data: x\\r\\n"})
    void anEventIsNeverInterrupted(String part) throws Exception {
        String half = part.replace("\\r", "\r").replace("\\n", "\n");
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.write(Integer.toHexString(half.length()) + "\r\n" + half + "\r\n");
                    // Silent for several heartbeats: the idle limit ends it.
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.with(
                        options -> options.heartbeatInterval(SOON).idleStreamTimeout(SOON.multipliedBy(5)),
                        upstream.url());
                RawClient browser = listen(proxy, upstream)) {
            browser.readHead();

            assertThat(browser.readToEnd())
                    .contains(half)
                    .doesNotContain(":\n\n")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aCompressedStreamIsLeftAlone() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n3\r\n\u001f\n\n\r\n");
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.with(
                        options -> options.heartbeatInterval(SOON).idleStreamTimeout(SOON.multipliedBy(5)),
                        upstream.url());
                RawClient browser = listen(proxy, upstream)) {
            browser.readHead();

            assertThat(browser.readToEnd()).matches("(?s)0?3\r\n\u001f\n\n.*").doesNotContain(":");
        }
    }

    @Test
    void heartbeatsOfOursAreNoLifeOfTheServer() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = speaking(events);
                RunningProxy proxy = RunningProxy.with(
                        options -> options.heartbeatInterval(SOON).idleStreamTimeout(SOON.multipliedBy(5)),
                        upstream.url());
                RawClient browser = listen(proxy, upstream)) {
            browser.readHead();

            assertThat(browser.readToEnd()).contains(":\n\n").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void aClientThatLeavesASilentStreamIsNoticed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.awaitClose();
                });
                RunningProxy proxy = beating(upstream)) {
            try (RawClient browser = listen(proxy, upstream)) {
                browser.readUntil(":\n\n");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void manySilentStreamsHoldNoThreads() throws Exception {
        int streams = 300;
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = speaking(events);
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawClient[] browsers = new RawClient[streams];
            long before = proxyThreads();
            for (int i = 0; i < streams; i++) {
                browsers[i] = proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n");
                browsers[i].readHead();
            }

            assertThat(proxyThreads() - before).isLessThan(50);
            for (RawClient browser : browsers) {
                browser.close();
            }
        }
    }

    /** All but the fake server's, which has a thread per connection. */
    private static long proxyThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("raw-upstream"))
                .count();
    }
}
