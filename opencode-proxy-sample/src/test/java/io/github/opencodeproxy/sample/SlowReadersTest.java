package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for static files and do not read them. */
@Timeout(120)
class SlowReadersTest {

    /** Of a million bytes and more. */
    private static final Pattern LARGE = Pattern.compile("\"path\": \"([^\"]+)\",[^}]*?\"size\": \\d{7,},");

    @Test
    void manyOfThemLeaveThreadsForProbesAndLists() throws Exception {
        List<Socket> readers = new ArrayList<>();
        try (SampleServer sample = SampleServer.start(RunningSample.config(Map.of()))) {
            String file = RunningSample.PREFIX + "/" + largeFile();
            for (int i = 0; i < 80; i++) {
                readers.add(ask(sample, file));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> writers() == 16);

            for (String path : List.of("/healthz", RunningSample.PREFIX + "/readyz", "/metrics", "/api/servers")) {
                try (RawClient client = RunningSample.get(sample, path, "X-Opencode-Proxy: 1\r\n")) {
                    assertThat(client.readHead()).as(path).isEqualTo(200);
                }
            }
            assertThat(writers()).isLessThanOrEqualTo(16);

            for (int i = 0; i < 300; i++) {
                readers.add(ask(sample, file));
            }
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                try (RawClient client = RunningSample.get(sample, "/").patience(Duration.ofSeconds(1))) {
                    assertThat(client.readHead()).isEqualTo(503);
                    assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("overloaded");
                    assertThat(client.header("Retry-After")).hasValue("1");
                }
            });

            // Once they are gone the files are there again.
            for (Socket reader : readers) {
                reader.close();
            }
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                try (RawClient client = RunningSample.get(sample, RunningSample.PREFIX + "/")) {
                    assertThat(client.readHead()).isEqualTo(200);
                }
            });
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    /** So often that no buffer on the way holds all of the answers. */
    private static Socket ask(SampleServer sample, String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), sample.port()));
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        socket.getOutputStream().write(request.repeat(200).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String largeFile() throws IOException {
        try (InputStream index = SampleServer.class.getResourceAsStream("/META-INF/opencode-ui/ui.json")) {
            Matcher file = LARGE.matcher(new String(index.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(file.find()).isTrue();
            return file.group(1);
        }
    }

    private static long writers() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().endsWith(".FileAnswer")
                                && frame.getMethodName().equals("copy")))
                .count();
    }
}
