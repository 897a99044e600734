package io.github.opencodeproxy.servlet.contract;

import static io.github.opencodeproxy.servlet.contract.TargetContractTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A notebook is kept while an agent works, and no longer: an open page is no work. */
@Timeout(60)
class ActivityContractTest {

    private static final Duration TWO_HOURS = Duration.ofHours(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EVENTS = "GET /global/event";
    private static final String BUSY = "{\"ses_1\":{\"type\":\"busy\"}}";

    private final SteppedClock clock = new SteppedClock();
    private final Instant start = clock.instant();

    private WorkingServer server;
    private RunningProxy proxy;
    private Culler culler;

    @BeforeEach
    void startBoth() throws IOException {
        server = new WorkingServer();
        // A client that has left is noticed by the next heartbeats.
        proxy = RunningProxy.with(
                options -> options.clock(clock).heartbeatInterval(Duration.ofMillis(100)), server.url());
        culler = new Culler(proxy, start);
    }

    @AfterEach
    void stopBoth() throws IOException {
        proxy.close();
        server.close();
    }

    private RawClient openTab(String... fields) throws IOException {
        RawClient tab = proxy.raw(
                "GET",
                "/api/proxy/global/event",
                "X-Target-Server: " + server.url() + "\r\n" + String.join("", fields));
        assertThat(tab.readHead()).isEqualTo(200);
        tab.readUntil("server.connected");
        return tab;
    }

    /** The tab closes while the agent works. */
    private void workInATab(String... fields) throws IOException {
        try (RawClient tab = openTab(fields)) {
            server.saySession("ses_1", "busy");
            tab.readUntil("busy");
            awaitBusy();
        }
    }

    private HttpResponse<String> send(String method, String path, String... fields) throws Exception {
        HttpRequest.Builder request = proxy.request("/api/proxy" + path, "X-Target-Server", server.url());
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        boolean isRead = method.equals("GET");
        return proxy.send(request.method(
                method, isRead ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString("{}")));
    }

    private void awaitBusy() {
        await().atMost(PATIENCE).until(culler::isBusy);
    }

    private void awaitIdle() {
        await().atMost(PATIENCE).until(() -> !culler.isBusy());
    }

    /** The stream of ours, after the client's. */
    private void awaitWatch() {
        await().atMost(PATIENCE).until(() -> server.hasOnlyStream(2));
    }

    /** Until events that come after it have changed what we tell, and back. */
    private void awaitHeard() {
        server.say("question.asked", "{\"id\":\"que_1\",\"sessionID\":\"ses_1\"}");
        awaitIdle();
        server.say("question.replied", "{\"sessionID\":\"ses_1\",\"requestID\":\"que_1\"}");
        awaitBusy();
    }

    @Test
    void aQuestionIsOneHoweverManyPagesHearOfIt() throws Exception {
        try (RawClient first = openTab()) {
            try (RawClient second = openTab()) {
                server.saySession("ses_1", "busy");
                awaitBusy();
                server.say("question.asked", "{\"id\":\"que_1\",\"sessionID\":\"ses_1\"}");
                first.readUntil("que_1");
                second.readUntil("que_1");
                awaitIdle();
            }
            server.say("question.replied", "{\"sessionID\":\"ses_1\",\"requestID\":\"que_1\"}");

            awaitBusy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/kernels", "/api/terminals", "/api/status", "/api", "/api/"})
    void cullersAndProbesAreAnsweredAtThePrefixAndAtTheRoot(String path) throws Exception {
        for (String base : Set.of("", RunningProxy.PREFIX)) {
            HttpResponse<String> answer = culler.get(base + path);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control"))
                    .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("application/json"));
            assertThat(answer.headers().firstValue("X-Opencode-Proxy")).isPresent();
            assertThat(new ObjectMapper().readTree(answer.body()).isContainerNode())
                    .isTrue();
        }
    }

    @Test
    void answersInTheShapesThatCullersRead() throws Exception {
        assertThat(culler.ask("/api/kernels").toString())
                .isEqualTo("[{\"id\":\"opencode\",\"name\":\"opencode\",\"last_activity\":\"2026-11-22T09:00:00Z\","
                        + "\"execution_state\":\"idle\",\"connections\":0,\"activity_reasons\":[]}]");
        assertThat(culler.ask("/api/terminals").toString()).isEqualTo("[]");
        assertThat(culler.ask("/api/status").toString())
                .isEqualTo("{\"started\":\"2026-11-22T09:00:00Z\",\"last_activity\":\"2026-11-22T09:00:00Z\","
                        + "\"connections\":0,\"kernels\":1,\"activity_reasons\":[]}");
        assertThat(culler.ask("/api").get("version").asText()).isNotEmpty();
    }

    @Test
    void isReadAndNothingElse() throws Exception {
        for (String method : Set.of("POST", "PUT", "DELETE")) {
            HttpResponse<String> answer =
                    proxy.send(proxy.request("/api/kernels").method(method, HttpRequest.BodyPublishers.noBody()));
            assertRefused(answer, 405, "method_not_allowed");
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
        }
        HttpResponse<String> head =
                proxy.send(proxy.request("/api/kernels").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void anIdleOpenTabIsNoActivity() throws Exception {
        try (RawClient tab = openTab()) {
            for (Duration passed = Duration.ZERO; passed.compareTo(TWO_HOURS) < 0; passed = passed.plusMinutes(30)) {
                clock.pass(Duration.ofMinutes(30));
                server.say("server.heartbeat", "{}");
                server.say("file.watcher.updated", "{\"file\":\"x\",\"event\":\"change\"}");
                tab.readUntil("file.watcher.updated");
                proxy.get("/api/proxy/session", "X-Target-Server", server.url());
                proxy.get("/api/servers", "X-Opencode-Proxy", "1");
                assertThat(culler.checkKernels(clock.instant())).isEqualTo(start);
                assertThat(culler.checkStatus()).isEqualTo(start);
            }
            assertThat(culler.ask("/api/status").get("connections").asInt()).isEqualTo(1);
        }
        assertThat(culler.checkKernels(clock.instant())).isEqualTo(start);
        assertThat(server.asked(EVENTS)).isEqualTo(1);
    }

    @Test
    void anAgentKeepsTheNotebookForTwoHoursWithoutATab() throws Exception {
        server.runs(BUSY);
        try (RawClient tab = openTab()) {
            server.saySession("ses_1", "busy");
            tab.readUntil("busy");
            awaitBusy();
            assertThat(server.streams()).isEqualTo(1);
        }
        awaitWatch();
        awaitHeard();
        for (Duration passed = Duration.ZERO; passed.compareTo(TWO_HOURS) < 0; passed = passed.plusMinutes(5)) {
            clock.pass(Duration.ofMinutes(5));
            assertThat(culler.checkKernels(clock.instant())).isEqualTo(clock.instant());
            assertThat(culler.checkStatus()).isEqualTo(clock.instant());
        }
        assertThat(culler.ask("/api/kernels").get(0).get("activity_reasons").toString())
                .isEqualTo("[\"agent_running\"]");
        Instant end = clock.instant();

        server.saySession("ses_1", "idle");

        awaitIdle();
        await().atMost(PATIENCE).until(() -> server.streams() == 0);
        clock.pass(TWO_HOURS);
        assertThat(culler.checkKernels(clock.instant())).isEqualTo(end);
    }

    @Test
    void aTabThatComesBackTakesOverFromOurOwnStream() throws Exception {
        server.runs(BUSY);
        workInATab();
        awaitWatch();
        await().atMost(PATIENCE).until(() -> server.asked("GET /session/status") == 1);

        try (RawClient again = openTab()) {
            await().atMost(PATIENCE).until(() -> server.streams() == 1);
            assertThat(culler.isBusy()).isTrue();
            server.say("session.idle", "{\"sessionID\":\"ses_1\"}");
            again.readUntil("session.idle");
            awaitIdle();
        }
    }

    @Test
    void workThatEndsBetweenTwoStreamsIsMissedByNobody() throws Exception {
        server.runs("{\"ses_2\":{\"type\":\"idle\"}}");
        workInATab();
        clock.pass(Duration.ofMinutes(5));

        awaitIdle();
        assertThat(server.asked("GET /session/status?directory=%2Fhome%2Fjovyan%2Fmy%20project HTTP"))
                .isEqualTo(1);
        await().atMost(PATIENCE).until(() -> server.streams() == 0);
    }

    @Test
    void aLostServerIsLookedForAndForgottenInTheEnd() throws Exception {
        server.runs(BUSY);
        workInATab();
        awaitWatch();
        server.drop();
        await().atMost(PATIENCE).until(() -> server.hasOnlyStream(3));
        assertThat(culler.isBusy()).isTrue();

        server.upstream().close();
        await().atMost(PATIENCE).until(() -> server.upstream().openConnections() == 0);
        clock.pass(Duration.ofMinutes(9));
        assertThat(culler.isBusy()).isTrue();
        // Its end may be noticed at any moment.
        await().atMost(PATIENCE).until(() -> {
            clock.pass(Duration.ofMinutes(10));
            return !culler.isBusy();
        });
    }

    @Test
    void anAgentThatWaitsForItsUserDoesNotWork() throws Exception {
        try (RawClient tab = openTab()) {
            server.saySession("ses_1", "busy");
            tab.readUntil("busy");
            awaitBusy();
            clock.pass(Duration.ofMinutes(3));
            Instant asked = clock.instant();
            server.say("permission.asked", "{\"id\":\"per_1\",\"sessionID\":\"ses_1\",\"permission\":\"bash\"}");
            awaitIdle();
            clock.pass(TWO_HOURS);
            assertThat(culler.checkKernels(clock.instant())).isEqualTo(asked);

            server.say("permission.replied", "{\"sessionID\":\"ses_1\",\"requestID\":\"per_1\",\"reply\":\"once\"}");
            awaitBusy();
            server.saySession("ses_1", "idle");
            awaitIdle();
        }
    }

    @Test
    void aPromptWithoutAnyTabIsFollowedToItsEnd() throws Exception {
        server.runs(BUSY);
        assertThat(send(
                                "POST",
                                "/session/ses_1/prompt_async",
                                "X-Opencode-Directory",
                                "%2Fhome%2Fjovyan%2Fmy%20project")
                        .statusCode())
                .isEqualTo(204);

        await().atMost(PATIENCE).until(() -> server.asked("GET /session/status?directory=") == 1);
        awaitHeard();
        clock.pass(TWO_HOURS);
        assertThat(culler.checkKernels(clock.instant())).isEqualTo(clock.instant());
        server.saySession("ses_1", "idle");
        awaitIdle();
    }

    @Test
    void aPromptThatWaitsForItsAnswerIsWorkUntilThen() throws Exception {
        try (RawClient script = proxy.raw(
                "POST",
                "/api/proxy/session/ses_1/message",
                "X-Target-Server: " + server.url() + "\r\nContent-Length: 2\r\n")) {
            script.send("{}");
            awaitBusy();
            clock.pass(TWO_HOURS);
            assertThat(culler.isBusy()).isTrue();
            server.answer();
            assertThat(script.readHead()).isEqualTo(200);
            awaitIdle();
        }
        assertThat(server.asked("GET /session/status")).isZero();
    }

    @Test
    void aClientThatLeavesDoesNotCount() throws Exception {
        try (RawClient tab = openTab()) {
            clock.pass(TWO_HOURS);
            tab.send("");
        }
        try (RawClient script = proxy.raw(
                "POST",
                "/api/proxy/session/ses_1/message",
                "X-Target-Server: " + server.url() + "\r\nX-Opencode-Directory: /home\r\nContent-Length: 20\r\n")) {
            script.send("{ half of it");
            await().atMost(PATIENCE).until(() -> server.asked("POST /session/ses_1/message") == 1);
        }

        await().atMost(PATIENCE).until(() -> server.asked("GET /session/status?directory=%2Fhome HTTP") == 1);
        await().atMost(PATIENCE).until(() -> server.streams() == 0);
        assertThat(culler.ask("/api/status").get("connections").asInt()).isZero();
        assertThat(culler.checkKernels(clock.instant())).isEqualTo(start);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /session, true",
        "PATCH, /session/ses_1, true",
        "DELETE, /session/ses_1, true",
        "PUT, /missing, false",
        "POST, /log, false",
        "PUT, /pty/pty_1, false",
        "POST, /api/pty/pty_1/connect-token, false",
        "GET, /session, false"
    })
    void doingSomethingCountsAndLookingDoesNot(String method, String path, boolean counts) throws Exception {
        clock.pass(TWO_HOURS);
        send(method, path);

        assertThat(culler.checkKernels(clock.instant())).isEqualTo(counts ? clock.instant() : start);
        assertThat(culler.isBusy()).isFalse();
    }

    @Test
    void showsItsSealedCredentialAgainAndKeepsNoOther() throws Exception {
        HttpResponse<String> sealed = proxy.send(proxy.request("/api/credentials", "X-Opencode-Proxy", "1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"server\":\"" + server.url()
                        + "\",\"type\":\"basic\",\"username\":\"opencode\",\"password\":\"s3cret\"}")));
        String credential =
                new ObjectMapper().readTree(sealed.body()).get("credential").asText();
        server.runs(BUSY);
        workInATab("X-Target-Credential: " + credential + "\r\n");
        awaitWatch();

        assertThat(server.upstream().heads())
                .filteredOn(head -> head.startsWith(EVENTS))
                .allMatch(head -> head.contains("Authorization: Basic b3BlbmNvZGU6czNjcmV0"));
    }

    @Test
    void anOpenCredentialIsNotKept() throws Exception {
        workInATab("X-Target-Authorization: Bearer s3cret\r\n");
        await().atMost(PATIENCE)
                .until(() -> culler.ask("/api/status").get("connections").asInt() == 0);

        clock.pass(Duration.ofMinutes(9));
        assertThat(culler.isBusy()).isTrue();
        clock.pass(Duration.ofMinutes(1));
        assertThat(culler.isBusy()).isFalse();
        assertThat(server.asked(EVENTS)).isEqualTo(1);
    }

    @Test
    void aPolicyThatForbidsTheServerEndsTheWatch() throws Exception {
        server.runs(BUSY);
        workInATab();
        awaitWatch();

        proxy.nowAllows("http://127.0.0.1:1");

        await().atMost(PATIENCE).until(() -> server.streams() == 0);
        clock.pass(Duration.ofMinutes(10));
        assertThat(culler.isBusy()).isFalse();
        assertThat(server.asked(EVENTS)).isEqualTo(2);
    }

    @Test
    void stoppingEndsTheWatch() throws Exception {
        server.runs(BUSY);
        workInATab();
        awaitWatch();

        proxy.close();
        proxy = RunningProxy.allowing("http://127.0.0.1:1");

        await().atMost(PATIENCE).until(() -> server.upstream().openConnections() == 0);
    }
}
