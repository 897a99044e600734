package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server may close a connection at the moment when it is used again: only what harms nobody is sent once more. */
class StaleConnectionContractTest {

    private static final HttpRequest.BodyPublisher NO_BODY = HttpRequest.BodyPublishers.noBody();

    private final AtomicInteger heard = new AtomicInteger();

    /** Answers the first request of each connection and closes on the second, without a byte or after some. */
    private RawUpstream closingOnReuse(String lastWords) throws IOException {
        return RawUpstream.start(conversation -> {
            conversation.readRequest();
            heard.incrementAndGet();
            conversation.answer("text/plain", conversation.target());
            if (conversation.readRequest()) {
                heard.incrementAndGet();
                conversation.write(lastWords);
            }
        });
    }

    private static HttpResponse<String> send(RunningProxy proxy, RawUpstream upstream, String method, String path)
            throws IOException, InterruptedException {
        return proxy.send(proxy.request("/api/proxy" + path, "X-Target-Server", upstream.url())
                .method(method, NO_BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void aReadIsSentOnceMoreOnAFreshConnection(String method) throws Exception {
        try (RawUpstream upstream = closingOnReuse("");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            send(proxy, upstream, "GET", "/first");
            HttpResponse<String> second = send(proxy, upstream, method, "/second");

            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(method.equals("GET") ? "/second" : "");
            assertThat(upstream.connections()).isEqualTo(2);
            assertThat(heard).hasValue(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void whatMayHaveBeenDoneIsNeverSentTwice(String method) throws Exception {
        try (RawUpstream upstream = closingOnReuse("");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            send(proxy, upstream, "GET", "/first");

            assertRefused(send(proxy, upstream, method, "/second"), 502, "upstream_reset");
            assertThat(heard).hasValue(2);
        }
    }

    @Test
    void nothingIsSentTwiceAfterTheFirstByteOfAnAnswer() throws Exception {
        try (RawUpstream upstream = closingOnReuse("H");
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            send(proxy, upstream, "GET", "/first");

            assertRefused(send(proxy, upstream, "GET", "/second"), 502, "upstream_reset");
            assertThat(heard).hasValue(2);
        }
    }

    @Test
    void aConnectionThatWasNeverUsedBeforeIsNoExcuse() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    heard.incrementAndGet();
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            assertRefused(send(proxy, upstream, "GET", "/x"), 502, "upstream_reset");
            assertThat(heard).hasValue(1);
        }
    }

    @Test
    void thereIsNoThirdTime() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    boolean isFirst = connections.incrementAndGet() == 1;
                    while (conversation.readRequest()) {
                        heard.incrementAndGet();
                        if (!isFirst || heard.get() > 1) {
                            return;
                        }
                        conversation.answer("text/plain", "fine");
                    }
                });
                RunningProxy proxy = RunningProxy.allowing(upstream.url())) {
            send(proxy, upstream, "GET", "/first");

            assertRefused(send(proxy, upstream, "GET", "/second"), 502, "upstream_reset");
            assertThat(heard).hasValue(3);
        }
    }
}
