package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a tunnel ends when it does not end well. */
class WebSocketBreakContractTest {

    private static final int LIMIT = 16 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Executor THREADS = task -> new Thread(task).start();
    private static final Duration QUICK = Duration.ofMillis(200);

    @BeforeAll
    static void needsWebSockets() {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
    }

    @Test
    void tellsTheClientThatTheServerDied() throws Exception {
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    socket.readMessage();
                    socket.reset();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            terminal.text("die");

            assertThat(terminal.readToClose()).isEqualTo(1011);
        }
    }

    @Test
    void tellsTheServerThatTheClientDied() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readToClose()));
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            WebSockets.open(proxy, upstream).reset();

            assertThat(heard.get(10, TimeUnit.SECONDS)).isIn(1001, 1006);
        }
    }

    @Test
    void saysFarewellToThoseThatAreOpenAndToThoseThatCome() throws Exception {
        BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.add(socket.readToClose()));
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket open = WebSockets.open(proxy, upstream);

            proxy.closeWebSockets();

            assertThat(open.readToClose()).isEqualTo(1001);
            assertThat(WebSockets.open(proxy, upstream).readToClose()).isEqualTo(1001);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(1001);
        }
    }

    @Test
    void givesUpAServerThatAnswersNoPings() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawUpstream upstream = WebSockets.server(socket -> await(over));
                RunningProxy proxy = RunningProxy.with(options -> options.pingInterval(QUICK), upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);

            assertThat(terminal.readToClose()).isEqualTo(1011);
            over.countDown();
            Awaitility.await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void givesUpAServerThatSendsPingsForEverAndReadsNothing() throws Exception {
        byte[] longest = new byte[125];
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    while (true) {
                        socket.frame(RawWebSocket.FIN | RawWebSocket.PING, longest);
                    }
                });
                RunningProxy proxy = RunningProxy.with(options -> options.pingInterval(QUICK), upstream.url())) {
            assertThat(WebSockets.open(proxy, upstream).readToClose()).isEqualTo(1011);
            Awaitility.await().atMost(PATIENCE).until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void givesUpAClientThatAnswersNoPings() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readToClose()));
                RunningProxy proxy = RunningProxy.with(options -> options.pingInterval(QUICK), upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);

            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(terminal.readToClose()).isIn(1001, 1006);
        }
    }

    @Test
    void keepsATunnelWhosePeersAnswerPingsAndSayNothingElse() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.with(options -> options.pingInterval(QUICK), upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            for (int pings = 0; pings < 6; pings++) {
                assertThat(terminal.read().opCode()).isEqualTo(RawWebSocket.PING);
                terminal.frame(RawWebSocket.FIN | RawWebSocket.PONG, new byte[0]);
            }
            terminal.text("still there");
            assertThat(terminal.readMessage().text()).isEqualTo("still there");
        }
    }

    @Test
    void answersPingsOnEachLegItself() throws Exception {
        CompletableFuture<RawWebSocket.Received> answer = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    socket.frame(RawWebSocket.FIN | RawWebSocket.PING, new byte[] {'u'});
                    answer.complete(socket.read());
                    socket.readToClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            terminal.frame(RawWebSocket.FIN | RawWebSocket.PING, new byte[] {'c'});

            assertThat(terminal.read()).isEqualTo(new RawWebSocket.Received(RawWebSocket.PONG, true, "c"));
            assertThat(answer.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new RawWebSocket.Received(RawWebSocket.PONG, true, "u"));
        }
    }

    @Test
    void endsATunnelThatCarriesNothing() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readToClose()));
                RunningProxy proxy = RunningProxy.with(
                        options -> options.pingInterval(QUICK).idleStreamTimeout(Duration.ofSeconds(1)),
                        upstream.url())) {
            assertThat(WebSockets.open(proxy, upstream).readToClose()).isEqualTo(1001);
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
        }
    }

    @Test
    void closesEveryTunnelWhenItStops() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readToClose()))) {
            RunningProxy proxy = RunningProxy.allowing(upstream.url());
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            CompletableFuture<Integer> closed = CompletableFuture.supplyAsync(terminal::readToClose);
            proxy.close();

            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(closed.get(10, TimeUnit.SECONDS)).isIn(1001, 1006);
        }
    }

    @Test
    void carriesMessagesOf16MiBAndNoLonger() throws Exception {
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            CompletableFuture<RawWebSocket.Received> echoed = CompletableFuture.supplyAsync(() -> message(terminal));
            terminal.text("x".repeat(LIMIT));
            assertThat(echoed.get(60, TimeUnit.SECONDS).text()).hasSize(LIMIT);

            CompletableFuture<Integer> closed = CompletableFuture.supplyAsync(terminal::readToClose);
            sendTooMuch(terminal);
            // The close is lost where the container resets a connection on which more has come.
            assertThat(closed.get(60, TimeUnit.SECONDS)).isIn(1009, 1006);
        }
    }

    @Test
    void refusesALongMessageOfTheServerTowardsBoth() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    CompletableFuture<Integer> close = CompletableFuture.supplyAsync(socket::readToClose);
                    sendTooMuch(socket);
                    heard.complete(close.join());
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            // In the middle of a message a container may not be able to say why.
            assertThat(WebSockets.open(proxy, upstream).readToClose()).isIn(1009, 1006);
            assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo(1009);
        }
    }

    /** First byte, bit of the mask, payload, and how the sender is closed. */
    @ParameterizedTest
    @CsvSource({
        "bad UTF-8,                     0x81, 0x80, ff,       1007",
        "reserved bit,                  0xc1, 0x80, 61,       1002",
        "reserved opcode,               0x83, 0x80, 61,       1002",
        "not masked,                    0x81, 0x00, 61,       1002",
        "fragment of a control frame,   0x09, 0x80, 61,       1002",
        "continuation of nothing,       0x80, 0x80, 61,       1002",
    })
    void refusesAClientsBrokenFrame(String what, String first, String mask, String payload, int code) throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> heard.complete(socket.readToClose()));
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            terminal.frame(Integer.decode(first), Integer.decode(mask), bytes(payload));

            // A container may hang up at once.
            assertThat(terminal.readToClose()).as(what).isIn(code, 1002, 1006);
            assertThat(heard.get(10, TimeUnit.SECONDS)).isNotEqualTo(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bad UTF-8,                     0x81, 0x00, ff,       1007",
        "reserved bit,                  0xc1, 0x00, 61,       1002",
        "reserved opcode,               0x83, 0x00, 61,       1002",
        "masked,                        0x81, 0x80, 61,       1002",
        "fragment of a control frame,   0x09, 0x00, 61,       1002",
        "continuation of nothing,       0x80, 0x00, 61,       1002",
        "close code that is none,       0x88, 0x00, 03e7,     1002",
    })
    void refusesAServersBrokenFrame(String what, String first, String mask, String payload, int code) throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    socket.frame(Integer.decode(first), Integer.decode(mask), bytes(payload));
                    heard.complete(socket.readToClose());
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertThat(WebSockets.open(proxy, upstream).readToClose()).as(what).isIn(code, 1011);
            assertThat(heard.get(10, TimeUnit.SECONDS)).as(what).isEqualTo(code);
        }
    }

    @Test
    void slowsAServerDownWhoseClientDoesNotRead() throws Exception {
        AtomicLong sent = new AtomicLong();
        byte[] line = "y\r\n".repeat(1365).getBytes(StandardCharsets.US_ASCII);
        int messages = 20_000;
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    for (int i = 0; i < messages; i++) {
                        socket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, line);
                        sent.incrementAndGet();
                    }
                    socket.close(1000, "");
                    socket.readToClose();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(messages);

            int read = 0;
            for (RawWebSocket.Received frame = terminal.readPastPings();
                    frame.opCode() != RawWebSocket.CLOSE;
                    frame = terminal.readPastPings()) {
                read += frame.text().length();
            }
            assertThat(read).isEqualTo(messages * line.length);
        }
    }

    @Test
    void slowsAClientDownWhoseServerDoesNotRead() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET_BACK_PRESSURE);
        AtomicLong sent = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Long> received = new CompletableFuture<>();
        byte[] paste = new byte[64 * 1024];
        int messages = 1_500;
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    await(go);
                    long bytes = 0;
                    for (RawWebSocket.Received frame = socket.readPastPings();
                            frame.opCode() != RawWebSocket.CLOSE;
                            frame = socket.readPastPings()) {
                        bytes += frame.text().length();
                    }
                    received.complete(bytes);
                    socket.close(1000, "");
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < messages; i++) {
                        terminal.frame(RawWebSocket.FIN | RawWebSocket.BINARY, paste);
                        sent.incrementAndGet();
                    }
                    terminal.close(1000, "");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(messages);
            go.countDown();

            flood.get(60, TimeUnit.SECONDS);
            assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo((long) messages * paste.length);
        }
    }

    @Test
    void givesUpAClientThatTakesNothingOfALongMessage() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    CompletableFuture<Integer> close = CompletableFuture.supplyAsync(socket::readToClose, THREADS);
                    sendMuch(socket);
                    heard.complete(close.join());
                });
                RunningProxy proxy = RunningProxy.with(options -> options.pingInterval(QUICK), upstream.url())) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);

            // The close is lost where the server, still writing, meets the reset first.
            assertThat(heard.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isIn(1001, 1006);
            assertThat(terminal.readToClose()).isIn(1001, 1006);
        }
    }

    @Test
    void keepsThreadsFreeWhenManyClientsDoNotReadLongMessages() throws Exception {
        BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    CompletableFuture<Integer> close = CompletableFuture.supplyAsync(socket::readToClose, THREADS);
                    sendMuch(socket);
                    closes.add(close.join());
                });
                RawUpstream other = WebSockets.echo();
                RunningProxy proxy = RunningProxy.allowing(upstream.url(), other.url())) {
            List<RawWebSocket> deaf = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                deaf.add(WebSockets.open(proxy, upstream));
            }
            // Sixteen may wait for their clients.
            assertThat(closes.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1013);

            RawWebSocket terminal = WebSockets.open(proxy, other);
            terminal.text("still there");
            assertThat(terminal.readMessage().text()).isEqualTo("still there");
            assertThat(deaf).hasSize(24);
        }
    }

    /** A message as long as any may be, unless the peer hangs up. */
    private static void sendMuch(RawWebSocket socket) {
        try {
            byte[] piece = new byte[300 * 1024];
            socket.frame(RawWebSocket.BINARY, piece);
            for (int i = 1; i < 54; i++) {
                socket.frame(RawWebSocket.CONTINUATION, piece);
            }
        } catch (IOException closed) {
            // Told by the close.
        }
    }

    private static void awaitStandstill(AtomicLong counter) {
        AtomicLong last = new AtomicLong(-1);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> counter.get() > 0 && last.getAndSet(counter.get()) == counter.get());
    }

    private static RawWebSocket.Received message(RawWebSocket socket) {
        try {
            return socket.readMessage();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The peer may hang up before it has all. */
    private static void sendTooMuch(RawWebSocket socket) {
        try {
            byte[] piece = new byte[1024 * 1024];
            socket.frame(RawWebSocket.BINARY, piece);
            for (int i = 1; i < 17; i++) {
                socket.frame(RawWebSocket.CONTINUATION, piece);
            }
        } catch (IOException closed) {
            // Told by the close.
        }
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
