package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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
