package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawWebSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A terminal is work while something goes in or comes out. */
@Timeout(60)
class TerminalActivityContractTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] MARK = "\0{\"cursor\":5}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final SteppedClock clock = new SteppedClock();
    private final Instant start = clock.instant();

    @Test
    void countsWhatIsNewAndNotWhatIsReplayed() throws Exception {
        RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        try (WorkingServer server = new WorkingServer();
                RunningProxy proxy = RunningProxy.with(options -> options.clock(clock), server.url());
                RawClient client =
                        WebSockets.ask(proxy, server.upstream(), "/pty/pty_1/connect?directory=%2F&cursor=0", "")) {
            Culler culler = new Culler(proxy, start);
            assertThat(client.readHead()).isEqualTo(101);
            RawWebSocket page = client.webSocket();
            clock.pass(Duration.ofSeconds(1));
            server.terminal().text("$ old");
            server.terminal().frame(RawWebSocket.FIN | RawWebSocket.BINARY, MARK);
            assertThat(page.readPastPings().text()).isEqualTo("$ old");
            page.readPastPings();
            assertThat(culler.checkKernels(clock.instant())).isEqualTo(start);
            JsonNode listed = culler.ask("/api/terminals");
            assertThat(listed.toString()).isEqualTo("[{\"name\":\"1\",\"last_activity\":\"2026-11-22T09:00:00Z\"}]");

            clock.pass(Duration.ofMinutes(5));
            server.terminal().text("new");
            page.readPastPings();
            assertThat(culler.ask("/api/status").get("activity_reasons").toString())
                    .isEqualTo("[\"terminal_active\"]");
            clock.pass(Duration.ofSeconds(59));
            assertThat(culler.isBusy()).isTrue();
            Instant last = clock.instant();
            clock.pass(Duration.ofSeconds(1));
            assertThat(culler.isBusy()).isFalse();
            assertThat(culler.checkStatus()).isEqualTo(last);

            clock.pass(Duration.ofMinutes(5));
            page.text("l");
            await().atMost(PATIENCE).until(culler::isBusy);
            last = clock.instant();
            clock.pass(Duration.ofMinutes(5));
            assertThat(culler.ask("/api/terminals").get(0).get("last_activity").asText())
                    .isEqualTo(last.toString());

            page.close(1000, "");
            await().atMost(PATIENCE).until(() -> culler.ask("/api/terminals").isEmpty());
            assertThat(culler.checkKernels(clock.instant())).isEqualTo(last);
        }
    }
}
