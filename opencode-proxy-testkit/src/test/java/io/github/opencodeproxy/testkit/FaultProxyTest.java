package io.github.opencodeproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    private static final int HEAD = ANSWER.length() - 10;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final CompletableFuture<String> serverEnd = new CompletableFuture<>();
    private RawUpstream server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = RawUpstream.start(conversation -> {
            try {
                while (conversation.readRequest()) {
                    conversation.write(ANSWER);
                }
                serverEnd.complete("closed");
            } catch (IOException e) {
                serverEnd.complete("reset");
                throw e;
            }
        });
        proxy = FaultProxy.to(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    private RawClient ask() throws IOException {
        return RawClient.connect(proxy.port()).send(REQUEST);
    }

    @Test
    void withoutFaultsItIsNotThere() throws Exception {
        try (RawClient client = ask()) {
            assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
            assertThat(client.send(REQUEST).read(ANSWER.length())).isEqualTo(ANSWER);
            assertThat(proxy.openConnections()).isOne();
        }
        assertThat(serverEnd.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void cutsAfterExactlySoManyBytes() throws Exception {
        proxy.towardsClient(Faults.none().cutAfter(HEAD + 4));
        try (RawClient client = ask()) {
            assertThat(client.readToEnd()).isEqualTo(ANSWER.substring(0, HEAD + 4));
        }
        assertThat(serverEnd.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void resetsBothSides() throws Exception {
        proxy.towardsClient(Faults.none().resetAfter(0));
        try (RawClient client = ask()) {
            assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
        }
        assertThat(serverEnd.get(10, TimeUnit.SECONDS)).isEqualTo("reset");
    }

    @Test
    void halfClosesAndStillListens() throws Exception {
        proxy.towardsServer(Faults.none().halfCloseAfter(REQUEST.length()));
        try (RawClient client = ask()) {
            assertThat(client.readToEnd()).isEqualTo(ANSWER);
        }
        assertThat(serverEnd.get(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void aClientThatGoesAwayIsGoneForTheServerToo() throws Exception {
        ask().reset();
        assertThat(serverEnd.get(10, TimeUnit.SECONDS)).isEqualTo("reset");
    }

    @Test
    void slicesKeepEveryByte() throws Exception {
        proxy.towardsClient(Faults.none().slice(1)).towardsServer(Faults.none().slice(3));
        try (RawClient client = ask()) {
            assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
        }
    }

    @Test
    void keepsARate() throws Exception {
        proxy.towardsClient(Faults.none().rate(100));
        long start = System.nanoTime();
        try (RawClient client = ask()) {
            assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(10L * (ANSWER.length() - 2)));
    }

    @Test
    void holdsBackForAsLongAsTold() throws Exception {
        proxy.towardsServer(Faults.none().delay(Duration.ofMillis(200)));
        long start = System.nanoTime();
        try (RawClient client = ask()) {
            assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void neverAnswersUntilTheFaultIsMended() throws Exception {
        proxy.vanish();
        try (RawClient client = ask()) {
            client.patience(Duration.ofMillis(200));
            assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(server.heads()).isEmpty();

            proxy.towardsClient(Faults.none()).towardsServer(Faults.none());
            client.patience(Duration.ofSeconds(10));
            assertThat(client.send(REQUEST).read(ANSWER.length())).isEqualTo(ANSWER);
        }
    }

    @Test
    void stopsReadingUntilToldOtherwise() throws Exception {
        proxy.towardsServer(Faults.none().stopReading());
        try (RawClient client = ask()) {
            client.patience(Duration.ofMillis(200));
            assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketTimeoutException.class);

            proxy.towardsServer(Faults.none());
            client.patience(Duration.ofSeconds(10));
            assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
        }
    }

    @Test
    void manyConnectionsNeedOneThread() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(ask());
        }
        for (RawClient client : clients) {
            assertThat(client.read(ANSWER.length())).isEqualTo(ANSWER);
        }
        assertThat(proxy.openConnections()).isEqualTo(100);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("fault-proxy")))
                .hasSizeLessThanOrEqualTo(2);
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void aServerThatIsGoneIsAConnectionClosed() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (FaultProxy lonely = FaultProxy.to(nobody);
                RawClient client = RawClient.connect(lonely.port())) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }
}
