package io.github.opencodeproxy.servlet.contract.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that a lenient parser would take for good ones. */
class StrictAnswersContractTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\nX: y\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: b=c\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            })
    void areRefused(String raw) throws Exception {
        try (RawUpstream upstream = RawUpstream.answering(raw);
                WatchedProxy proxy = WatchedProxy.allowing(upstream.url());
                RawClient client = proxy.raw("GET", upstream.url(), "Connection: close\r\n")) {
            assertThat(Answers.isRefusedOrCut(Answers.readAsFarAsItGoes(client)))
                    .isTrue();
            proxy.settles();
        }
    }
}
