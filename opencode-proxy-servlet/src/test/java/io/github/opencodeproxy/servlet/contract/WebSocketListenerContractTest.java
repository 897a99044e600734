package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever listens hears of each tunnel's beginning and of its one end. */
class WebSocketListenerContractTest {

    private static final class Notes implements ProxyListener {

        private final List<Integer> answered = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        @Override
        public void answered(ClientRequest request, int status) {
            answered.add(status);
        }

        @Override
        public void finished(ClientRequest request, Outcome finished) {
            assertThat(outcome.complete(finished)).isTrue();
        }

        Outcome outcome() throws Exception {
            return outcome.get(20, TimeUnit.SECONDS);
        }
    }

    private final Notes notes = new Notes();

    private RunningProxy proxy(RawUpstream upstream) {
        return RunningProxy.with(options -> options.listener(notes), upstream.url());
    }

    @Test
    void aTunnelIsToldWithItsBytesBothWays() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RawUpstream upstream = WebSockets.server(socket -> {
                    socket.readMessage();
                    socket.text("x".repeat(70));
                    socket.close(socket.readToClose(), "");
                });
                RunningProxy proxy = proxy(upstream)) {
            RawWebSocket terminal = WebSockets.open(proxy, upstream);
            terminal.text("y".repeat(30));
            terminal.readMessage();
            terminal.close(1000, "");

            Outcome outcome = notes.outcome();
            assertThat(notes.answered).containsExactly(101);
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.WEBSOCKET);
            assertThat(outcome.end()).isEqualTo(Outcome.End.COMPLETE);
            assertThat(outcome.status()).isEqualTo(101);
            assertThat(outcome.requestBytes()).isEqualTo(30);
            assertThat(outcome.responseBytes()).isEqualTo(70);
        }
    }

    @Test
    void aServerThatDiedIsToldAsFailed() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RawUpstream upstream = WebSockets.server(RawWebSocket::reset);
                RunningProxy proxy = proxy(upstream)) {
            WebSockets.open(proxy, upstream).readToClose();

            assertThat(notes.outcome().end()).isEqualTo(Outcome.End.UPSTREAM_FAILED);
        }
    }

    @Test
    void aClientThatDiedIsToldAsGone() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = proxy(upstream)) {
            WebSockets.open(proxy, upstream).reset();

            assertThat(notes.outcome().end()).isEqualTo(Outcome.End.CLIENT_LEFT);
        }
    }

    @Test
    void aContainerWithoutWebSocketsSaysSo() throws Exception {
        RunningProxy.assumeContainerLacks(Capability.WEBSOCKET);
        try (RawUpstream upstream = WebSockets.echo();
                RunningProxy proxy = proxy(upstream);
                RawClient client = WebSockets.ask(proxy, upstream, "/pty", "")) {
            assertThat(client.readHead()).isEqualTo(501);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("upgrade_unsupported");
            assertThat(notes.outcome().end()).isEqualTo(Outcome.End.DENIED);
            assertThat(upstream.connections()).isZero();
        }
    }
}
