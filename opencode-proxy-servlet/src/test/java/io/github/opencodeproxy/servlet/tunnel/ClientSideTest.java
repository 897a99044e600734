package io.github.opencodeproxy.servlet.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.exchange.Report;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.notebook.Terminal;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.servlet.upstream.UpstreamClient;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client's side is always closed, even when it comes too late, or fails in a container that leaves it at that. */
class ClientSideTest {

    private final List<Integer> answered = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final UpstreamClient client =
            new UpstreamClient(new HttpClient(), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private final UpstreamEnd server = new UpstreamEnd();
    private final Session session = (Session) Proxy.newProxyInstance(
            Session.class.getClassLoader(), new Class<?>[] {Session.class}, (self, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.complete(((CloseReason) arguments[0]).getCloseCode().getCode());
                }
                return null;
            });
    private final EndpointConfig config = (EndpointConfig) Proxy.newProxyInstance(
            Session.class.getClassLoader(), new Class<?>[] {EndpointConfig.class}, (self, method, arguments) -> null);

    private Tunnel tunnel;
    private ClientEnd end;

    @BeforeEach
    @SuppressWarnings("NullAway") // A tunnel that stands needs only the client of the rooms.
    void open() {
        server.onOpen(new CoreSession.Empty(), Callback.NOOP);
        Rooms rooms = new Rooms(null, null, null, client, null, null, Duration.ZERO, null, null);
        Duration minute = Duration.ofMinutes(1);
        ProxyListener listener = new ProxyListener() {
            @Override
            public void answered(ClientRequest request, int status) {
                answered.add(status);
            }
        };
        ClientRequest request =
                new ClientRequest("id", "GET", "/pty", null, Headers.builder().build(), "", -1);
        Report report = Report.start(listener, request);
        report.is(Outcome.Kind.WEBSOCKET);
        tunnel = new Tunnel(
                new TunnelDoor(rooms, TunnelLimits.of(minute, minute, minute)), server, report, Terminal.NONE);
        end = new ClientEnd(tunnel);
    }

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void isClosedWhenItOpensAfterItWasGivenUp() throws Exception {
        tunnel.clientLost(new IOException("Not opened"));
        end.onOpen(session, config);

        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1011);
        assertThat(answered).isEmpty();
    }

    @Test
    void isClosedForTheReasonForWhichTheTunnelEnded() throws Exception {
        tunnel.stop(new Closing(Closing.GOING_AWAY));
        end.onOpen(session, config);

        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
        assertThat(answered).isEmpty();
    }

    @Test
    void isClosedWhenItFails() throws Exception {
        end.onOpen(session, config);
        assertThat(answered).containsExactly(101);
        end.onError(session, new IOException("Broken"));

        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1011);
    }

    @Test
    void isToldOnceHowItEnds() {
        Report report = Report.start(
                new ProxyListener() {
                    @Override
                    public void answered(ClientRequest request, int status) {
                        answered.add(status);
                    }
                },
                new ClientRequest("id", "GET", "/pty", null, Headers.builder().build(), "", -1));
        report.end(Outcome.End.CLIENT_LEFT, null);
        report.answered(101);

        assertThat(answered).isEmpty();
    }
}
