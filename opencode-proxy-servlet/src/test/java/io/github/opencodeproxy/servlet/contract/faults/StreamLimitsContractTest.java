package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import io.github.opencodeproxy.servlet.contract.WebSockets;
import io.github.opencodeproxy.servlet.identity.Identity;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many streams may be open, and that every end of one makes room for exactly one. */
class StreamLimitsContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Rate PLENTY = new Rate(10_000, 10_000);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Semaphore mayEnd = new Semaphore(0);
    private RawUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.start(this::serve);
    }

    @AfterEach
    void stop() throws Exception {
        mayEnd.release(100);
        for (AutoCloseable each : open) {
            each.close();
        }
        upstream.close();
    }

    /** A stream of either kind, that ends as its path says, once its client has seen it begin. */
    private void serve(Conversation conversation) throws IOException {
        while (conversation.readHead()) {
            String path = conversation.target();
            if (path.contains("refused")) {
                conversation.write("HTTP/1.1 409 No\r\nContent-Length: 0\r\n\r\n");
            } else if (path.contains("pty")) {
                RawWebSocket socket = conversation.acceptWebSocket("");
                awaitEnd(path, conversation);
                socket.close(1000, "");
                conversation.awaitClose();
                return;
            } else {
                conversation.beginEvents();
                conversation.event("first");
                awaitEnd(path, conversation);
                conversation.write("0\r\n\r\n");
            }
        }
    }

    private void awaitEnd(String path, Conversation conversation) throws IOException {
        if (path.contains("end") || path.contains("cut")) {
            mayEnd.acquireUninterruptibly();
        } else {
            conversation.awaitClose();
        }
        if (path.contains("cut")) {
            conversation.reset();
        }
    }

    private static UnaryOperator<ProxyOptions.Builder> streams(int perUser, int perTarget, int total) {
        return options -> options.quotas(
                        Quotas.defaults().withRates(PLENTY, PLENTY).withStreams(perUser, perTarget, total))
                .heartbeatInterval(Duration.ofMillis(100))
                .identity(Identity.header("kubeflow-userid"));
    }

    private RawClient ask(RunningProxy proxy, String user, String path, String fields) throws IOException {
        RawClient client = proxy.raw(
                "GET",
                "/api/proxy" + path,
                "X-Target-Server: " + upstream.url() + "\r\nkubeflow-userid: " + user + "\r\n" + fields);
        open.add(client);
        return client;
    }

    private RawClient events(RunningProxy proxy, String user) throws IOException {
        return ask(proxy, user, "/event", "");
    }

    private RawClient terminal(RunningProxy proxy, String user) throws IOException {
        return ask(proxy, user, "/pty", WebSockets.HANDSHAKE);
    }

    private static void assertRefused(RawClient client, int status, String code) throws IOException {
        assertThat(client.readHead()).isEqualTo(status);
        assertThat(client.header("X-Opencode-Proxy-Error")).hasValue(code);
        assertThat(client.header("Retry-After")).isPresent();
    }

    @Test
    @DisplayName("F32 too many streams of one user: a 429 for this user and nobody else")
    void tooManyOfOneUser() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(streams(2, 64, 100), upstream.url())) {
            assertThat(events(proxy, "ada").readHead()).isEqualTo(200);
            assertThat(events(proxy, "ada").readHead()).isEqualTo(200);
            RawClient third = events(proxy, "ada");
            assertRefused(third, 429, "too_many_streams");
            assertThat(third.header("RateLimit-Policy")).hasValue("\"user-streams\";q=2;qu=\"concurrent-requests\"");
            assertThat(third.header("RateLimit")).hasValue("\"user-streams\";r=0");
            assertThat(events(proxy, "bob").readHead()).isEqualTo(200);
            // The server is not left with a stream that nobody reads.
            await().atMost(PATIENCE).until(() -> upstream.openConnections() == 3);
        }
    }

    @Test
    void whoAnnouncesAStreamIsRefusedBeforeTheServerIsAsked() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(streams(1, 64, 100), upstream.url())) {
            assertThat(ask(proxy, "ada", "/event", "Accept: text/event-stream\r\n")
                            .readHead())
                    .isEqualTo(200);
            assertRefused(ask(proxy, "ada", "/event", "Accept: text/event-stream\r\n"), 429, "too_many_streams");
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void tooManyToOneServer() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(streams(2, 2, 100), upstream.url())) {
            assertThat(events(proxy, "ada").readHead()).isEqualTo(200);
            assertThat(events(proxy, "bob").readHead()).isEqualTo(200);
            RawClient third = events(proxy, "zoe");
            assertRefused(third, 429, "too_many_streams");
            assertThat(third.header("RateLimit")).hasValue("\"target-streams\";r=0");
        }
    }

    @Test
    @DisplayName("F33 too many streams in all: a 503, and the probes still answer")
    void tooManyInAll() throws Exception {
        try (RunningProxy proxy = RunningProxy.with(streams(5, 5, 2), upstream.url())) {
            assertThat(events(proxy, "ada").readHead()).isEqualTo(200);
            assertThat(events(proxy, "bob").readHead()).isEqualTo(200);
            assertRefused(events(proxy, "zoe"), 503, "overloaded");
            assertThat(proxy.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(proxy.get("/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void terminalsAndEventStreamsAreCountedTogether() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RunningProxy proxy = RunningProxy.with(streams(2, 64, 100), upstream.url())) {
            assertThat(events(proxy, "ada").readHead()).isEqualTo(200);
            assertThat(terminal(proxy, "ada").readHead()).isEqualTo(101);
            assertRefused(terminal(proxy, "ada"), 429, "too_many_streams");
            assertThat(upstream.heads()).hasSize(2);
            assertRefused(events(proxy, "ada"), 429, "too_many_streams");
        }
    }

    @Test
    void anOrdinaryAnswerIsNoStream() throws Exception {
        try (RawUpstream plain = Upstreams.healthy();
                RunningProxy proxy = RunningProxy.with(streams(1, 64, 100), upstream.url(), plain.url())) {
            assertThat(events(proxy, "ada").readHead()).isEqualTo(200);
            assertThat(proxy.get("/api/proxy/x", "X-Target-Server", plain.url(), "kubeflow-userid", "ada")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** How a stream comes to its end. */
    enum End {
        SERVER_ENDS("end"),
        SERVER_CUTS("cut"),
        SERVER_REFUSES("refused"),
        CLIENT_CLOSES(""),
        CLIENT_RESETS("");

        private final String path;

        End(String path) {
            this.path = path;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEndOfAnEventStreamMakesRoomForOne(End end) throws Exception {
        try (RunningProxy proxy = RunningProxy.with(streams(1, 1, 1), upstream.url())) {
            for (int i = 0; i < 3; i++) {
                comesToItsEnd(proxy, "/event" + end.path, "", end, 200);
            }
            assertRoomForOne(proxy);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEndOfATerminalMakesRoomForOne(End end) throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RunningProxy proxy = RunningProxy.with(streams(1, 1, 1), upstream.url())) {
            for (int i = 0; i < 3; i++) {
                comesToItsEnd(proxy, "/pty" + end.path, WebSockets.HANDSHAKE, end, 101);
            }
            assertRoomForOne(proxy);
        }
    }

    private void comesToItsEnd(RunningProxy proxy, String path, String fields, End end, int status) throws Exception {
        RawClient client = openWhenThereIsRoom(proxy, path, fields, end == End.SERVER_REFUSES ? 409 : status);
        if (end == End.SERVER_ENDS || end == End.SERVER_CUTS) {
            mayEnd.release();
        }
        if (end == End.CLIENT_CLOSES) {
            client.close();
        } else if (end == End.CLIENT_RESETS) {
            client.reset();
        } else if (status == 101 && end != End.SERVER_REFUSES) {
            client.webSocket().readToClose();
            client.close();
        }
    }

    /** The end of the one before may still be on its way. */
    private RawClient openWhenThereIsRoom(RunningProxy proxy, String path, String fields, int status) {
        List<RawClient> opened = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            RawClient client = ask(proxy, "ada", path, fields);
            int got = client.readHead();
            assertThat(got).isIn(status, 429);
            opened.add(client);
            return got == status;
        });
        return opened.get(opened.size() - 1);
    }

    /** Room for one, and not for two: nothing was given back twice. */
    private void assertRoomForOne(RunningProxy proxy) throws IOException {
        openWhenThereIsRoom(proxy, "/event", "", 200);
        assertRefused(events(proxy, "ada"), 429, "too_many_streams");
    }
}
