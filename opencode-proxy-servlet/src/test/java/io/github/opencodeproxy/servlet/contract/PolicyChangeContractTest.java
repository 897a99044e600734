package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The operator changes the policy while users work: what it forbids now ends now, and nobody else notices. */
class PolicyChangeContractTest {

    private static final int SWAPS = 40;
    private static final Rate MUCH = new Rate(100_000, 100_000);

    private static RawUpstream answering() throws IOException {
        return RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                conversation.answer("text/plain", "ok");
            }
        });
    }

    private static HttpResponse<String> ask(RunningProxy proxy, RawUpstream upstream) throws Exception {
        return proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());
    }

    private static RawClient subscribe(RunningProxy proxy, RawUpstream upstream) throws IOException {
        RawClient browser = proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n");
        assertThat(browser.readHead()).isEqualTo(200);
        return browser;
    }

    @Test
    void endsTheStreamOfARemovedServerAndKeepsTheOthers() throws Exception {
        LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        CountDownLatch hungUp = new CountDownLatch(1);
        try (RawUpstream removed = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    conversation.awaitClose();
                    hungUp.countDown();
                });
                RawUpstream kept = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        if (conversation.target().equals("/event")) {
                            conversation.beginEvents();
                            conversation.event(take(events));
                            conversation.awaitClose();
                        }
                        conversation.answer("text/plain", "ok");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(removed.url(), kept.url());
                RawClient ended = subscribe(proxy, removed);
                RawClient goesOn = subscribe(proxy, kept)) {
            ended.readUntil("data: first\n\n");

            proxy.nowAllows(kept.url());

            // No last chunk: a stream that is cut must not look whole.
            assertThat(ended.readToEnd()).doesNotContain("\r\n0\r\n");
            assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> refused = ask(proxy, removed);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("X-Opencode-Proxy-Error")).hasValue("target_denied");
            assertThat(ask(proxy, kept).statusCode()).isEqualTo(200);
            events.put("still here");
            assertThat(goesOn.readUntil("\n\n")).contains("still here");
        }
    }

    private static String take(LinkedBlockingQueue<String> events) throws IOException {
        try {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void refusesARequestThatWaitsForItsAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream removed = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    asked.countDown();
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(removed.url());
                RawClient browser = proxy.raw("GET", "/api/proxy/x", "X-Target-Server: " + removed.url() + "\r\n")) {
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            proxy.nowAllows();
            assertThat(browser.readHead()).isEqualTo(403);
            assertThat(browser.header("X-Opencode-Proxy-Error")).hasValue("target_denied");
            await().until(() -> removed.openConnections() == 0);
        }
    }

    @Test
    void cutsAnUploadToARemovedServer() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (RawUpstream removed = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    conversation.readSome();
                    begun.countDown();
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(removed.url());
                RawClient browser = proxy.raw(
                        "POST",
                        "/api/proxy/x",
                        "X-Target-Server: " + removed.url() + "\r\nContent-Length: 1000000\r\n")) {
            browser.send("x".repeat(1_000));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
            proxy.nowAllows();
            assertThat(browser.readHead()).isEqualTo(403);
            await().until(() -> removed.openConnections() == 0);
        }
    }

    @Test
    void cutsTheAnswerForAClientThatTakesNothing() throws Exception {
        try (RawUpstream removed = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    String part = "y".repeat(64 * 1024);
                    for (int i = 0; i < 15_000; i++) {
                        conversation.write(part);
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(removed.url());
                RawClient browser = proxy.raw("GET", "/api/proxy/x", "X-Target-Server: " + removed.url() + "\r\n")) {
            assertThat(browser.readHead()).isEqualTo(200);
            proxy.nowAllows();
            await().until(() -> removed.openConnections() == 0);
        }
    }

    @Test
    void closesTheTunnelOfARemovedServer() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        LinkedBlockingQueue<Integer> heardByServer = new LinkedBlockingQueue<>();
        try (RawUpstream removed = WebSockets.server(socket -> {
                    RawWebSocket.Received first = socket.readPastPings();
                    socket.text(first.text());
                    heardByServer.add(socket.readPastPings().closeCode());
                });
                RunningProxy proxy = RunningProxy.allowing(removed.url());
                RawClient client = WebSockets.ask(proxy, removed, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(101);
            RawWebSocket browser = client.webSocket();
            browser.text("hello");
            assertThat(browser.readPastPings().text()).isEqualTo("hello");

            proxy.nowAllows();

            RawWebSocket.Received close = browser.readPastPings();
            assertThat(close.opCode()).isEqualTo(RawWebSocket.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(heardByServer.poll(5, TimeUnit.SECONDS)).isEqualTo(1001);
            try (RawClient again = WebSockets.ask(proxy, removed, "/pty", "")) {
                assertThat(again.readHead()).isEqualTo(403);
            }
        }
    }

    @Test
    void refusesATunnelThatIsJustBeingOpened() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        CountDownLatch asked = new CountDownLatch(1);
        try (RawUpstream removed = RawUpstream.start(conversation -> {
                    conversation.readHead();
                    asked.countDown();
                    conversation.awaitClose();
                });
                RunningProxy proxy = RunningProxy.allowing(removed.url());
                RawClient client = WebSockets.ask(proxy, removed, "/pty", "")) {
            assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            proxy.nowAllows();
            assertThat(client.readHead()).isEqualTo(403);
            await().until(() -> removed.openConnections() == 0);
        }
    }

    @Test
    void usesNoConnectionOfAnEarlierPolicy() throws Exception {
        try (RawUpstream removed = answering();
                RawUpstream kept = answering();
                RunningProxy proxy = RunningProxy.allowing(removed.url(), kept.url())) {
            ask(proxy, removed);
            ask(proxy, kept);
            assertThat(removed.openConnections() + kept.openConnections()).isEqualTo(2);

            proxy.nowAllows(kept.url());

            await().until(() -> removed.openConnections() == 0 && kept.openConnections() == 0);
            assertThat(ask(proxy, kept).statusCode()).isEqualTo(200);
            assertThat(kept.connections()).isEqualTo(2);
        }
    }

    /** The trace is asked for when the head is made: after the request was admitted and before it is sent. */
    @Test
    void sendsNothingThatWasForbiddenWhileItWasMade() throws Exception {
        AtomicReference<RunningProxy> running = new AtomicReference<>();
        try (RawUpstream removed = answering();
                RawUpstream kept = answering();
                RunningProxy proxy = RunningProxy.with(
                        options -> options.traceContext(request -> {
                            running.get().nowAllows(kept.url());
                            return null;
                        }),
                        removed.url(),
                        kept.url())) {
            running.set(proxy);
            assertThat(ask(proxy, removed).statusCode()).isEqualTo(403);

            proxy.nowAllows(removed.url(), kept.url());
            assertThat(proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", removed.url())
                                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x")))
                            .statusCode())
                    .isEqualTo(403);

            assertThat(ask(proxy, kept).statusCode()).isEqualTo(200);
            assertThat(removed.heads()).isEmpty();
        }
    }

    @Test
    void opensNoWebSocketThatWasForbiddenWhileItWasMade() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        AtomicReference<RunningProxy> running = new AtomicReference<>();
        try (RawUpstream removed = answering();
                RunningProxy proxy = RunningProxy.with(
                        options -> options.traceContext(request -> {
                            running.get().nowAllows("none");
                            return null;
                        }),
                        removed.url())) {
            running.set(proxy);
            try (RawClient client = proxy.raw(
                    "GET", "/api/proxy/pty", "X-Target-Server: " + removed.url() + "\r\n" + WebSockets.HANDSHAKE)) {
                assertThat(client.readHead()).isEqualTo(403);
            }
            await().until(() -> removed.openConnections() == 0);
            assertThat(removed.heads()).isEmpty();
        }
    }

    @Test
    void failsNoRequestToAServerThatStaysWhileThePolicyChangesUnderLoad() throws Exception {
        ExecutorService users = Executors.newFixedThreadPool(4);
        AtomicBoolean isOver = new AtomicBoolean();
        try (RawUpstream sometimes = answering();
                RawUpstream kept = answering();
                RunningProxy proxy = RunningProxy.with(
                        options -> options.quotas(Quotas.defaults().withRates(MUCH, MUCH)),
                        sometimes.url(),
                        kept.url())) {
            Callable<List<Integer>> user = () -> {
                List<Integer> statuses = new ArrayList<>();
                while (!isOver.get()) {
                    // Never sent a second time, so nothing hides a connection that was closed under a request.
                    statuses.add(proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", kept.url())
                                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x")))
                            .statusCode());
                }
                return statuses;
            };
            List<Future<List<Integer>>> done = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                done.add(users.submit(user));
            }
            for (int i = 0; i < SWAPS; i++) {
                assertThat(ask(proxy, sometimes).statusCode()).isEqualTo(i % 2 == 0 ? 200 : 403);
                proxy.nowAllows(i % 2 == 0 ? new String[] {kept.url()} : new String[] {kept.url(), sometimes.url()});
            }
            isOver.set(true);
            for (Future<List<Integer>> each : done) {
                assertThat(each.get(10, TimeUnit.SECONDS)).isNotEmpty().containsOnly(200);
            }
        } finally {
            users.shutdownNow();
        }
    }
}
