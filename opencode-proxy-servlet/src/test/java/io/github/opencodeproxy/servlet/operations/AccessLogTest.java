package io.github.opencodeproxy.servlet.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessLogTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Outcome FINE = Requests.complete(Outcome.Kind.HTTP, 200);

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void aRequestIsOneLine() {
        ClientRequest request = Requests.get("/api/servers/box/proxy/session");
        try (AccessLog log = new AccessLog(LineSink.each(lines::add), () -> true, 10, NOON)) {
            log.finished(request, FINE);
        }
        assertThat(lines)
                .containsExactly("{\"time\":\"2026-11-01T12:00:00.000Z\",\"id\":\"" + request.id()
                        + "\",\"user\":\"anonymous\",\"method\":\"GET\",\"kind\":\"http\",\"target\":\"http://box.team.svc.cluster.local:4096\","
                        + "\"path\":\"/api/servers/box/proxy/session\",\"status\":200,\"end\":\"complete\","
                        + "\"requestBytes\":11,\"responseBytes\":22000,\"msToHead\":1.234,\"ms\":89000.000}");
    }

    @Test
    void aRefusalNamesTheRule() throws IOException {
        ClientRequest request = Requests.get("/api/proxy/session");
        try (AccessLog log = AccessLog.to(lines::add)) {
            log.denied(request, ProblemCode.TARGET_DENIED, "address_denied: 127.0.0.0/8");
            log.finished(request, Requests.denied(ProblemCode.TARGET_DENIED));
        }
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.path("code").textValue()).isEqualTo("target_denied");
        assertThat(line.path("verdict").textValue()).isEqualTo("deny");
        assertThat(line.path("reason").textValue()).isEqualTo("address_denied");
        assertThat(line.path("rule").textValue()).isEqualTo("127.0.0.0/8");
        assertThat(line.path("end").textValue()).isEqualTo("denied");
        assertThat(line.has("target")).isFalse();
        assertThat(line.has("msToHead")).isFalse();
    }

    @Test
    void aUserIsAHashThatTheOperatorCanMakeToo() throws IOException {
        ClientRequest get = Requests.get("/");
        ClientRequest request = new ClientRequest(
                get.id(), "GET", "/", null, get.headers(), get.publicBase(), -1, new User("ada@example.com"));
        try (AccessLog log = AccessLog.to(lines::add)) {
            log.finished(request, FINE);
        }
        // printf %s ada@example.com | sha256sum
        assertThat(new ObjectMapper().readTree(lines.get(0)).path("user").textValue())
                .isEqualTo("b5fc85e55755f9e0");
        assertThat(lines.get(0)).doesNotContain("ada");
    }

    @Test
    void aMethodOfAnyLengthDoesNotFillTheLog() throws IOException {
        ClientRequest get = Requests.get("/");
        ClientRequest request = new ClientRequest(
                get.id(), "M".repeat(30_000), get.path(), get.query(), get.headers(), get.publicBase(), -1);
        try (AccessLog log = AccessLog.to(lines::add)) {
            log.finished(request, FINE);
        }
        assertThat(new ObjectMapper().readTree(lines.get(0)).path("method").textValue())
                .isEqualTo("M".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\r\n{\"time\":\"forged\"}",
                "/\u001b[31mred",
                "/a\u2028b\u2029c\u0085d",
                "/a\ud800b",
                "/\udfff",
                "/a\u007fb\u0000",
                "/${jndi:ldap://x}",
                "/\u202egnp.exe",
                "/\"quoted\"\\"
            })
    void nothingInAPathCanForgeALineOrReachATerminal(String path) throws IOException {
        try (AccessLog log = AccessLog.to(lines::add)) {
            log.finished(Requests.get(path), FINE);
        }
        assertThat(lines).singleElement().asString().matches("[\\x20-\\x7e]+").doesNotContain("${");
        assertThat(new ObjectMapper().readTree(lines.get(0)).path("path").textValue())
                .isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/a;jsessionid=CANARY/b, /a;/b",
        "/a;x=CANARY, /a;",
        "/a%3Fticket=CANARY, /a",
        "/a%3fticket=CANARY, /a",
        "/%3D/%3a%3F?, /%3D/%3a",
    })
    void onlyThePlainPathIsShown(String path, String shown) throws IOException {
        try (AccessLog log = AccessLog.to(lines::add)) {
            log.finished(Requests.get(path), FINE);
        }
        assertThat(lines).singleElement().asString().doesNotContain("CANARY", "ticket");
        assertThat(new ObjectMapper().readTree(lines.get(0)).path("path").textValue())
                .isEqualTo(shown);
    }

    @Test
    void aLongPathIsCut() {
        assertThat(LoggedPath.of("/" + "a".repeat(9_000))).hasSize(512);
    }

    @Test
    void aStuckDiskHoldsNoRequestUpAndTheLogSaysHowManyLinesItLost() throws InterruptedException {
        CountDownLatch isStuck = new CountDownLatch(1);
        CountDownLatch isFreed = new CountDownLatch(1);
        try (AccessLog log = new AccessLog(
                LineSink.each(line -> {
                    isStuck.countDown();
                    awaitQuietly(isFreed);
                    lines.add(line);
                }),
                () -> true,
                3,
                NOON)) {
            log.finished(Requests.get("/first"), FINE);
            isStuck.await();

            for (int i = 0; i < 10; i++) {
                log.finished(Requests.get("/more"), FINE);
            }

            assertThat(log.dropped()).isEqualTo(7);
            isFreed.countDown();
            await().untilAsserted(() ->
                    assertThat(lines).contains("{\"time\":\"2026-11-01T12:00:00.000Z\",\"accessLogDropped\":7}"));
        }
        assertThat(lines).hasSize(1 + 3 + 1);
    }

    @Test
    void aFullDiskCostsOnlyTheLinesThatItCannotTake() {
        AtomicBoolean isFull = new AtomicBoolean(true);
        try (AccessLog log = AccessLog.to(line -> {
            if (isFull.get() && line.contains("/odd")) {
                throw new IOError(new IOException("No space left on device"));
            }
            if (isFull.get()) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            lines.add(line);
        })) {
            log.finished(Requests.get("/odd"), FINE);
            log.finished(Requests.get("/even"), FINE);
            await().untilAsserted(() -> assertThat(log.dropped()).isEqualTo(2));

            isFull.set(false);
            log.finished(Requests.get("/later"), FINE);

            await().untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains("/later")));
            await().untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains("\"accessLogDropped\":2")));
        }
    }

    @Test
    void aStreamGetsWholeLinesAgainAfterItTookOnlyAPart() {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        AtomicBoolean isFull = new AtomicBoolean(true);
        OutputStream disk = new FilterOutputStream(taken) {
            @Override
            public void write(byte[] bytes) throws IOException {
                if (isFull.get()) {
                    taken.write(bytes, 0, 5);
                    throw new IOException("No space left on device");
                }
                taken.write(bytes);
            }
        };
        try (AccessLog log = AccessLog.to(disk)) {
            log.finished(Requests.get("/lost"), FINE);
            await().until(() -> log.dropped() == 1);
            isFull.set(false);
            log.finished(Requests.get("/later"), FINE);
        }
        assertThat(taken.toString(StandardCharsets.US_ASCII).lines().filter(line -> line.startsWith("{\"time\":")))
                .anyMatch(line -> line.contains("/later"))
                .anyMatch(line -> line.contains("\"accessLogDropped\":1"))
                .allMatch(line -> line.endsWith("}"));
    }

    @Test
    void closingWritesWhatIsWaitingAndLosesWhatComesLater() {
        AccessLog log = AccessLog.to(lines::add);
        for (int i = 0; i < 1_000; i++) {
            log.finished(Requests.get("/a"), FINE);
        }

        log.close();
        log.finished(Requests.get("/late"), FINE);
        log.close();

        assertThat(lines).hasSize(1_000);
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("access-log"));
    }

    @Test
    void aLogThatNobodyWantsGathersNothing() {
        AccessLog log = new AccessLog(LineSink.each(lines::add), () -> false, 1, NOON);
        for (int i = 0; i < 10; i++) {
            log.finished(Requests.get("/a"), FINE);
        }
        log.close();

        assertThat(lines).isEmpty();
        assertThat(log.dropped()).isZero();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
