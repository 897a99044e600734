package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.opencodeproxy.servlet.BasePath;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.handler.DefaultHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is about to stop says so, serves what comes meanwhile, and goes when nothing comes any more. */
@Timeout(60)
class RetirementTest {

    private static final String PROOF = "X-Opencode-Proxy: 1\r\n";

    private static int ask(SampleServer sample, String path) throws IOException {
        try (RawClient client = RunningSample.get(sample, path)) {
            return client.readHead();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/readyz", RunningSample.PREFIX + "/readyz"})
    void saysThatItIsNotReadyWhileItStillServes(String readiness) throws Exception {
        // Longer than Jetty's first buffer for a head: what it knows of the connection by itself it then forgets.
        String head = "HTTP/1.1 200 OK\r\nX: " + "a".repeat(9_000) + "\r\nContent-Length: 2\r\n\r\n";
        try (RawUpstream upstream = RawUpstream.answering(head + "{}");
                SampleServer sample = SampleServer.start(RunningSample.configFor(upstream.url()))) {
            assertThat(ask(sample, readiness)).isEqualTo(200);
            Duration longerThanTheTest = Duration.ofMinutes(1);
            Thread stop = new Thread(() -> sample.notice().give(longerThanTheTest, longerThanTheTest));
            stop.start();

            await().until(() -> ask(sample, readiness) == 503);
            assertThat(ask(sample, "/healthz")).isEqualTo(200);
            try (RawClient late = RunningSample.get(sample, RunningSample.proxied("/x"), PROOF)) {
                assertThat(late.readHead()).isEqualTo(200);
                assertThat(late.header("Connection")).hasValue("close");
                assertThat(late.readToEnd()).isEqualTo("{}");
            }
            assertThat(stop.isAlive()).isTrue();
            stop.interrupt();
            stop.join();
        }
    }

    @Test
    void waitsForNobodyWhereNobodyAsks() {
        Notice notice = new Notice(BasePath.of(""), new DefaultHandler());

        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> notice.give(Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    @Test
    void endsEverythingInOrderOnSigterm() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
            conversation.readRequest();
            if (conversation.target().equals("/event")) {
                conversation.beginEvents();
                conversation.event("first");
                conversation.awaitClose();
            }
            isAsked.countDown();
            awaitQuietly(mayAnswer);
            conversation.answer("application/json", "{}");
        })) {
            Process process = SampleProcess.inFrontOf(upstream);
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
                int port = SampleProcess.readPort(log);
                try (RawClient probe = get(port, "/readyz");
                        RawClient slow = get(port, RunningSample.proxied("/slow"));
                        RawClient events = get(port, RunningSample.proxied("/event"))) {
                    assertThat(probe.readHead()).isEqualTo(200);
                    assertThat(events.readHead()).isEqualTo(200);
                    events.readUntil("first");
                    awaitQuietly(isAsked);

                    process.toHandle().destroy();
                    mayAnswer.countDown();

                    assertThat(slow.readHead()).isEqualTo(200);
                    assertThat(slow.read(2)).isEqualTo("{}");
                    assertThat(events.readToEnd()).endsWith("\r\n0\r\n\r\n");
                    assertThat(process.waitFor(25, TimeUnit.SECONDS)).isTrue();
                    assertThat(process.exitValue()).isZero();
                    assertThat(log.lines().toList()).containsExactly("opencode-proxy stopped.");
                }
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static RawClient get(int port, String path) throws IOException {
        return RawClient.connect(port).send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + PROOF + "\r\n");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
