package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample as a process that gets too little of something. */
@Timeout(120)
class ScarcityTest {

    private static final Path SHELL = Path.of("/bin/sh");
    private static final String PROOF = "X-Opencode-Proxy: 1\r\n";

    @Test
    @DisplayName("F41 file descriptors run out: it waits without spinning, and recovers")
    void fileDescriptorsRunOut() throws Exception {
        assumeTrue(Files.isExecutable(SHELL), "needs /bin/sh for ulimit");
        Process process =
                SampleProcess.behind(List.of(SHELL.toString(), "-c", "ulimit -n 256; exec \"$0\" \"$@\""), Map.of());
        try {
            int port = portOf(process);
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                clients.add(RawClient.connect(port));
            }
            Duration before = cpu(process);
            long start = System.nanoTime();
            // Two seconds of scarcity, told by the clock of the processor that a busy loop would burn.
            await().pollDelay(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(process::isAlive);
            Duration burnt = cpu(process).minus(before);
            assertThat(burnt).isLessThan(Duration.ofNanos((System.nanoTime() - start) / 2));

            for (RawClient client : clients) {
                client.close();
            }
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> health(port) == 200);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Duration cpu(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static int health(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.patience(Duration.ofSeconds(2))
                    .send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .readHead();
        }
    }

    /** The rest of the log is read to its end: one that nobody reads would stop the process. */
    private static int portOf(Process process) throws IOException {
        BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
        int port = SampleProcess.readPort(log);
        Thread thread = new Thread(
                () -> {
                    try {
                        while (log.readLine() != null) {}
                    } catch (IOException closed) {
                        // The end of the test.
                    }
                },
                "log");
        thread.setDaemon(true);
        thread.start();
        return port;
    }

    @Test
    @DisplayName("F42 a small heap: 200 streams and large bodies at a time, no OutOfMemoryError, and it recovers")
    void aSmallHeap() throws Exception {
        carry(200, 8, 50_000_000L);
    }

    static void carry(int streams, int transfers, long bytes) throws Exception {
        CountDownLatch isOver = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(new Carrier(isOver, bytes))) {
            Process process = SampleProcess.behind(
                    List.of(),
                    Map.of(
                            "OPENCODE_PROXY_SERVERS",
                            "up",
                            "OPENCODE_PROXY_SERVERS_UP_URL",
                            upstream.url(),
                            "OPENCODE_PROXY_LIMITS_BODY_BYTES",
                            Long.toString(2_000_000_000L),
                            "OPENCODE_PROXY_LIMITS_STREAMS_PER_USER",
                            "1000",
                            "OPENCODE_PROXY_LIMITS_STREAMS_PER_TARGET",
                            "1000",
                            "OPENCODE_PROXY_LIMITS_REQUESTS_PER_USER",
                            "1000",
                            "JDK_JAVA_OPTIONS",
                            "-Xmx64m -XX:+ExitOnOutOfMemoryError"));
            try {
                int port = portOf(process);
                List<RawClient> open = new ArrayList<>();
                for (int i = 0; i < streams; i++) {
                    RawClient client = get(port, "/event");
                    assertThat(client.readHead()).isEqualTo(200);
                    open.add(client);
                }
                Carrier.upAndDown(port, transfers, bytes);
                // The streams have survived it.
                isOver.countDown();
                for (RawClient client : open) {
                    assertThat(client.readUntil("data: over\n\n")).isNotEmpty();
                    client.close();
                }
                assertThat(process.isAlive()).isTrue();
                assertThat(health(port)).isEqualTo(200);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static RawClient get(int port, String path) throws IOException {
        return RawClient.connect(port)
                .patience(Duration.ofSeconds(60))
                .send("GET /api/servers/up/proxy" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + PROOF + "\r\n");
    }
}
