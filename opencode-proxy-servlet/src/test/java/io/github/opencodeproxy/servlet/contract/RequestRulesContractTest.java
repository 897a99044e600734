package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody should send. A container may refuse them before us; that none is forwarded is what counts. */
class RequestRulesContractTest {

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";

    private RawUpstream upstream;
    private RunningProxy proxy;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        proxy = RunningProxy.allowing(upstream.url());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        upstream.close();
    }

    private String target() {
        return "X-Target-Server: " + upstream.url() + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip, chunked",
                "chunked, gzip",
                "identity",
                "xchunked",
                "chunked, chunked",
                "chunked\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: identity"
            })
    void anyTransferCodingButChunkedIsRefused(String coding) throws Exception {
        assertRefusedAndClosed("Transfer-Encoding: " + coding + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6", "Content-Length: +5"})
    void aLengthThatIsNotOneNumberIsRefused(String lengths) throws Exception {
        assertRefusedAndClosed(lengths + "\r\n");
    }

    @Test
    void aBodyWithLengthAndChunksIsRefused() throws Exception {
        RunningProxy.assumeContainerHas(Capability.BOTH_FRAMINGS_SEEN);
        assertRefusedAndClosed("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    }

    @Test
    void lengthAndChunksNeverBecomeTwoRequests() throws Exception {
        try (RawClient client = proxy.raw(
                "POST",
                "/api/proxy/x",
                target() + "Content-Length: " + (5 + SMUGGLED.length()) + "\r\nTransfer-Encoding: chunked\r\n")) {
            client.send("0\r\n\r\n" + SMUGGLED);

            client.readHead();
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
        }
        assertThat(upstream.heads()).noneMatch(head -> head.contains("smuggled") || head.contains("Content-Length: 4"));
    }

    private void assertRefusedAndClosed(String framing) throws IOException {
        try (RawClient client = proxy.raw("POST", "/api/proxy/x", target() + framing)) {
            client.send("0\r\n\r\n" + SMUGGLED);

            assertThat(client.readHead()).isIn(400, 501);
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void theBodyOfARefusedRequestIsNotTheNextRequest() throws Exception {
        try (RawClient client = proxy.raw("POST", "/api/proxy/x", "Content-Length: " + SMUGGLED.length() + "\r\n")) {
            client.send(SMUGGLED);

            assertThat(client.readHead()).isEqualTo(400);
            assertThat(client.header("X-Opencode-Proxy-Error")).hasValue("target_missing");
            assertThat(client.header("Connection")).hasValue("close");
            assertThat(client.readToEnd()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aRefusalDoesNotWaitForTheBody() throws Exception {
        try (RawClient client = proxy.raw("POST", "/api/proxy/x", "Content-Length: 1000000\r\n")) {
            assertThat(client.readHead()).isEqualTo(400);
            int length = Integer.parseInt(client.header("Content-Length").orElseThrow());
            assertThat(client.read(length)).contains("target_missing").endsWith("}");
        }
    }

    @ParameterizedTest
    @CsvSource({"90, 200, ''", "110, 431, headers_too_large"})
    void moreThanAHundredHeadersAreTooMany(int fields, int status, String code) throws Exception {
        try (RawClient client = proxy.raw("GET", "/api/proxy/x", target() + "X-Some: 1\r\n".repeat(fields))) {
            assertThat(client.readHead()).isEqualTo(status);
            assertThat(client.header("X-Opencode-Proxy-Error").orElse("")).isEqualTo(code);
        }
    }

    @Test
    void whatTheContainerTakesGoesOnToTheServer() throws Exception {
        String types = "text/plain;q=" + "0".repeat(50_000);
        try (RawClient client = proxy.raw("GET", "/api/proxy/x", target() + "Accept: " + types + "\r\n")) {
            assertThat(client.readHead()).isEqualTo(200);
        }
        assertThat(upstream.heads()).singleElement().asString().contains("Accept: " + types);
    }

    @ParameterizedTest
    @CsvSource({"6000, 200, ''", "17000, 414, uri_too_long"})
    void pathAndQueryHaveALimit(int characters, int status, String code) throws Exception {
        try (RawClient client = proxy.raw("GET", "/api/proxy/x?long=" + "x".repeat(characters), target())) {
            assertThat(client.readHead()).isEqualTo(status);
            assertThat(client.header("X-Opencode-Proxy-Error").orElse("")).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n"})
    void aRequestHasOneHost(String hosts) throws Exception {
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send("GET " + RunningProxy.PREFIX + "/api/proxy/x HTTP/1.1\r\n" + hosts + target() + "\r\n");

            assertThat(client.readHead()).isEqualTo(400);
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "a\nb: c\r\n d"})
    void aHeaderValueIsOneLineOfText(String value) throws Exception {
        try (RawClient client = proxy.raw("GET", "/api/proxy/x", target() + "Accept: " + value + "\r\n")) {
            client.readHead();
        }
        assertThat(upstream.heads())
                .noneMatch(head -> head.contains("\0") || head.contains("\ra") || head.contains("c d"));
    }
}
