package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.FaultProxy;
import io.github.opencodeproxy.testkit.Faults;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.SocketException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A body that breaks on the server's side is broken for the client too: never a clean end. */
class BrokenBodyContractTest {

    private static final int LENGTH = 100_000;
    private static final String WITH_LENGTH = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + LENGTH
            + "\r\n\r\n" + "x".repeat(LENGTH);
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + ("1000\r\n" + "x".repeat(0x1000) + "\r\n").repeat(20) + "0\r\n\r\n";
    private static final String UNTIL_CLOSE =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + "x".repeat(LENGTH);
    private static final String EVENTS = CHUNKED.replace("text/plain", "text/event-stream");

    static Stream<Arguments> faults() {
        int half = LENGTH / 2;
        return Stream.of(
                Arguments.of("F16 reset, length", WITH_LENGTH, Faults.none().resetAfter(half)),
                Arguments.of("F16 reset, chunks", CHUNKED, Faults.none().resetAfter(half)),
                Arguments.of("F17 cut, length", WITH_LENGTH, Faults.none().cutAfter(half)),
                Arguments.of(
                        "F17 cut, the last byte", WITH_LENGTH, Faults.none().cutAfter(WITH_LENGTH.length() - 1)),
                Arguments.of(
                        "F17 half-close, length", WITH_LENGTH, Faults.none().halfCloseAfter(half)),
                Arguments.of("F18 cut in a chunk", CHUNKED, Faults.none().cutAfter(half)),
                Arguments.of(
                        "F18 cut before the last chunk", CHUNKED, Faults.none().cutAfter(CHUNKED.length() - 5)),
                Arguments.of("F18 cut in the last chunk", CHUNKED, Faults.none().cutAfter(CHUNKED.length() - 4)),
                Arguments.of(
                        "F18 cut where fields may follow",
                        CHUNKED,
                        Faults.none().cutAfter(CHUNKED.length() - 2)),
                Arguments.of("F19 cut, events", EVENTS, Faults.none().cutAfter(half)),
                Arguments.of("F19 reset, events", EVENTS, Faults.none().resetAfter(half)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void theClientSeesThatItIsBroken(String fault, String answer, Faults faults) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                RawUpstream healthy = Upstreams.healthy();
                FaultProxy faulty = FaultProxy.to(upstream.port()).towardsClient(faults);
                WatchedProxy proxy = WatchedProxy.allowing(faulty.url(), healthy.url());
                RawClient client = proxy.raw("GET", faulty.url(), "")) {
            String answered = readUntilBroken(client);

            if (answered.startsWith("HTTP/1.1 200")) {
                assertThat(answered).doesNotEndWith("0\r\n\r\n");
                int body = answered.length() - answered.indexOf("\r\n\r\n") - 4;
                assertThat(answered.contains("Content-Length: " + LENGTH) && body >= LENGTH)
                        .as("a whole body of %s bytes", body)
                        .isFalse();
            } else {
                // Broken before anything was sent.
                assertThat(answered).startsWith("HTTP/1.1 502");
            }
            proxy.isUnharmed(healthy);
        }
    }

    static Stream<Arguments> brokenWithoutLength() {
        return Stream.of(
                Arguments.of(
                        "F16 reset, up to the end of the connection",
                        UNTIL_CLOSE,
                        Faults.none().resetAfter(LENGTH / 2)),
                Arguments.of("F18 cut in a chunk", CHUNKED, Faults.none().cutAfter(LENGTH / 2)),
                Arguments.of(
                        "F18 cut before the last chunk", CHUNKED, Faults.none().cutAfter(CHUNKED.length() - 5)),
                Arguments.of("F19 cut, events", EVENTS, Faults.none().cutAfter(LENGTH / 2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenWithoutLength")
    void aClientThatClosesAfterwardsSeesItToo(String fault, String answer, Faults faults) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(answer);
                RawUpstream healthy = Upstreams.healthy();
                FaultProxy faulty = FaultProxy.to(upstream.port()).towardsClient(faults);
                WatchedProxy proxy = WatchedProxy.allowing(faulty.url(), healthy.url());
                RawClient client = proxy.raw("GET", faulty.url(), "Connection: close\r\n")) {
            String answered = readUntilBroken(client);

            if (answered.startsWith("HTTP/1.1 200")) {
                assertThat(answered.toLowerCase(Locale.ROOT)).contains("\r\ntransfer-encoding: chunked\r\n");
                assertThat(answered).doesNotEndWith("0\r\n\r\n");
            } else {
                assertThat(answered).startsWith("HTTP/1.1 502");
            }
            proxy.isUnharmed(healthy);
        }
    }

    /** Without a length HTTP/1.0 has no sign for it: docs/containers.md. */
    @Test
    void aClientOfHttp10SeesItByTheLength() throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(WITH_LENGTH);
                RawUpstream healthy = Upstreams.healthy();
                FaultProxy faulty = FaultProxy.to(upstream.port())
                        .towardsClient(Faults.none().cutAfter(LENGTH / 2));
                WatchedProxy proxy = WatchedProxy.allowing(faulty.url(), healthy.url());
                RawClient client = proxy.old("GET", faulty.url())) {
            String answered = readUntilBroken(client);

            if (answered.contains(" 200 ")) {
                assertThat(answered).contains("Content-Length: " + LENGTH);
                assertThat(answered).hasSizeLessThan(LENGTH);
            } else {
                assertThat(answered).contains(" 502");
            }
            proxy.isUnharmed(healthy);
        }
    }

    private static String readUntilBroken(RawClient client) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (String one = client.read(1); !one.isEmpty(); one = client.read(1)) {
                text.append(one);
                if (text.length() == 12 && text.toString().endsWith("502")) {
                    return text.toString();
                }
            }
        } catch (SocketException reset) {
            // Broken indeed.
        }
        return text.toString();
    }
}
