package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.Outcome;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.ProxyListener;
import io.github.opencodeproxy.testkit.Conversation;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever listens hears of each request's beginning and of its one end, whatever lies between. */
class ListenerContractTest {

    /** Writes down what it is told. */
    private static final class Notes implements ProxyListener {

        private final List<String> steps = new CopyOnWriteArrayList<>();
        private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

        @Override
        public void started(ClientRequest request) {
            steps.add("started");
        }

        @Override
        public void denied(ClientRequest request, ProblemCode code, String rule) {
            steps.add("denied " + code.code());
        }

        @Override
        public void answered(ClientRequest request, int status) {
            steps.add("answered " + status);
        }

        @Override
        public void failed(ClientRequest request, Throwable cause) {
            steps.add("failed");
        }

        @Override
        public void finished(ClientRequest request, Outcome outcome) {
            outcomes.add(outcome);
            steps.add("finished");
        }

        Outcome outcome() {
            await().until(() -> !outcomes.isEmpty());
            assertThat(outcomes).hasSize(1);
            return outcomes.get(0);
        }
    }

    private final Notes notes = new Notes();

    private RunningProxy proxy(String... literals) {
        return RunningProxy.with(options -> options.listener(notes), literals);
    }

    @Test
    void aWholeAnswerIsToldWithItsBytesAndTimes() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    while (conversation.readRequest()) {
                        conversation.answer("text/plain", "x".repeat(7_000));
                    }
                });
                RunningProxy proxy = proxy(upstream.url())) {
            proxy.send(proxy.request("/api/proxy/x", "X-Target-Server", upstream.url())
                    .POST(HttpRequest.BodyPublishers.ofString("y".repeat(300))));

            Outcome outcome = notes.outcome();
            assertThat(notes.steps).containsExactly("started", "answered 200", "finished");
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.HTTP);
            assertThat(outcome.end()).isEqualTo(Outcome.End.COMPLETE);
            assertThat(outcome.status()).isEqualTo(200);
            assertThat(outcome.problem()).isNull();
            assertThat(String.valueOf(outcome.target())).isEqualTo(upstream.url());
            assertThat(outcome.requestBytes()).isEqualTo(300);
            assertThat(outcome.responseBytes()).isEqualTo(7_000);
            assertThat(outcome.nanosToHead()).isPositive().isLessThanOrEqualTo(outcome.nanos());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/proxy/x,        Sec-Fetch-Site: cross-site,                         403, cross_site,      HTTP",
        "/api/proxy/x,        X-Target-Server: ftp://127.0.0.1,                   400, target_invalid,  HTTP",
        "/api/proxy/x,        X-Target-Server: http://10.1.2.3:4096,              403, target_denied,   HTTP",
        "/api/servers,        Sec-Fetch-Site: cross-site,                         403, cross_site,      OWN"
    })
    void whatWeRefuseIsToldAsDenied(String path, String header, int status, String code, Outcome.Kind kind)
            throws Exception {
        String target = header.startsWith("X-Target") ? "" : "X-Target-Server: http://127.0.0.1:4096\r\n";
        try (RunningProxy proxy = proxy("http://127.0.0.1:4096");
                RawClient client = proxy.raw("GET", path, target + header + "\r\n")) {
            assertThat(client.readHead()).isEqualTo(status);

            Outcome outcome = notes.outcome();
            assertThat(notes.steps).containsExactly("started", "denied " + code, "finished");
            assertThat(outcome.end()).isEqualTo(Outcome.End.DENIED);
            assertThat(outcome.kind()).isEqualTo(kind);
            assertThat(outcome.status()).isEqualTo(status);
            assertThat(outcome.nanosToHead()).isEqualTo(-1);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsToldAsFailed() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(Conversation::reset);
                RunningProxy proxy = proxy(upstream.url())) {
            proxy.get("/api/proxy/x", "X-Target-Server", upstream.url());

            Outcome outcome = notes.outcome();
            assertThat(notes.steps).containsExactly("started", "failed", "finished");
            assertThat(outcome.end()).isEqualTo(Outcome.End.UPSTREAM_FAILED);
            assertThat(outcome.problem()).isEqualTo(ProblemCode.UPSTREAM_RESET);
            assertThat(outcome.status()).isEqualTo(502);
        }
    }

    @Test
    void anAnswerThatBreaksKeepsTheStatusThatTheClientSaw() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    conversation.event("first");
                    EventStreamContractTest.awaitQuietly(heard);
                });
                RunningProxy proxy = proxy(upstream.url());
                RawClient browser =
                        proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
            browser.readUntil("data: first\n\n");
            heard.countDown();
            browser.readToEnd();

            Outcome outcome = notes.outcome();
            assertThat(notes.steps).containsExactly("started", "answered 200", "failed", "finished");
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.EVENT_STREAM);
            assertThat(outcome.end()).isEqualTo(Outcome.End.UPSTREAM_FAILED);
            assertThat(outcome.status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatLeavesIsToldAsSuch() throws Exception {
        try (RawUpstream upstream = RawUpstream.start(conversation -> {
                    conversation.readRequest();
                    conversation.beginEvents();
                    speakForEver(conversation);
                });
                RunningProxy proxy = proxy(upstream.url())) {
            try (RawClient browser =
                    proxy.raw("GET", "/api/proxy/event", "X-Target-Server: " + upstream.url() + "\r\n")) {
                browser.readUntil("data: again\n\n");
            }

            Outcome outcome = notes.outcome();
            assertThat(notes.steps).startsWith("started", "answered 200").endsWith("finished");
            assertThat(outcome.end()).isEqualTo(Outcome.End.CLIENT_LEFT);
            assertThat(outcome.responseBytes()).isPositive();
        }
    }

    private static void speakForEver(Conversation conversation) throws IOException {
        while (true) {
            conversation.event("again");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /api/servers,        200, COMPLETE",
        "OPTIONS, /api/proxy/x,        204, COMPLETE",
        "POST,    /api/servers/health, 400, COMPLETE",
        "TRACE,   /api/proxy/x,        405, DENIED",
        "BREW,    /api/proxy/x,        501, DENIED"
    })
    void ourOwnAnswersAreToldToo(String method, String path, int status, Outcome.End end) throws Exception {
        try (RunningProxy proxy = proxy();
                RawClient client = proxy.raw(method, path, "Content-Length: 0\r\n")) {
            assertThat(client.readHead()).isEqualTo(status);

            Outcome outcome = notes.outcome();
            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.OWN);
            assertThat(outcome.end()).isEqualTo(end);
            assertThat(outcome.status()).isEqualTo(status);
        }
    }

    @Test
    void probesAreNobodysBusiness() throws Exception {
        try (RunningProxy proxy = proxy()) {
            proxy.get("/healthz");

            assertThat(notes.steps).isEmpty();
        }
    }

    @Test
    void aListenerThatThrowsDisturbsNobody() throws Exception {
        ProxyListener rude = new ProxyListener() {
            @Override
            public void started(ClientRequest request) {
                throw new IllegalStateException("rude");
            }

            @Override
            public void finished(ClientRequest request, Outcome outcome) {
                throw new IllegalStateException("rude");
            }
        };
        try (RawUpstream upstream = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy = RunningProxy.with(
                        options -> options.listener(rude.and(notes).and(rude)), upstream.url())) {
            assertThat(proxy.get("/api/proxy/x", "X-Target-Server", upstream.url())
                            .body())
                    .isEqualTo("ok");
            assertThat(notes.outcome().end()).isEqualTo(Outcome.End.COMPLETE);
        }
    }
}
