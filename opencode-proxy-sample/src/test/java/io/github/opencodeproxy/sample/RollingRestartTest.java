package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two samples behind a switch are replaced one after the other, and nobody notices. */
@Timeout(120)
class RollingRestartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void losesNoRequestUnderLoad() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                SampleServer first = start(upstream);
                SampleServer second = start(upstream);
                ReadySwitch gateway = new ReadySwitch();
                Load load = new Load(gateway, 200)) {
            gateway.add(first.port());
            gateway.add(second.port());
            awaitTraffic(load, first);
            awaitTraffic(load, second);
            try (SampleServer third = start(upstream)) {
                gateway.add(third.port());
                awaitTraffic(load, third);
                first.retire();
                try (SampleServer fourth = start(upstream)) {
                    gateway.add(fourth.port());
                    awaitTraffic(load, fourth);
                    second.retire();
                    load.awaitMore(100);
                    load.stop();

                    assertThat(load.failures()).isEmpty();
                }
            }
        }
    }

    @Test
    void servesAllAgainAfterAKillUnderLoad() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
                ReadySwitch gateway = new ReadySwitch();
                Load load = new Load(gateway, 200)) {
            int killed = killUnderLoad(upstream, gateway, load);
            try (SampleServer next = start(upstream)) {
                gateway.add(next.port());
                awaitTraffic(load, next);
                load.awaitMore(100);
                load.stop();
            }

            // What was under way may be lost, and nothing else.
            assertThat(load.failures()).allMatch(failure -> failure.startsWith(killed + " "));
        }
    }

    private static int killUnderLoad(RawUpstream upstream, ReadySwitch gateway, Load load) throws Exception {
        Process process = SampleProcess.inFrontOf(upstream);
        try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
            int port = SampleProcess.readPort(log);
            gateway.add(port);
            await().atMost(PATIENCE).until(() -> load.served(port) > 0);
            return port;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static SampleServer start(RawUpstream upstream) throws Exception {
        return SampleServer.start(RunningSample.configFor(upstream.url()));
    }

    private static void awaitTraffic(Load load, SampleServer sample) {
        int port = sample.port();
        await().atMost(PATIENCE).until(() -> load.served(port) > 0);
    }
}
