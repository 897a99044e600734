package io.github.opencodeproxy.servlet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.DirectoryProblem;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.ProxyOptions;
import io.github.opencodeproxy.servlet.limits.Quotas;
import io.github.opencodeproxy.servlet.limits.Rate;
import io.github.opencodeproxy.testkit.RawClient;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page listens to which servers are provided and how they are. */
class HealthStreamContractTest {

    private static final String HEALTH = "/api/servers/health";
    private static final String EVENTS = "Accept: text/event-stream\r\n";
    private static final String WELL =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n{\"healthy\":true,\"version\":\"1\"} ";
    private static final String ILL = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
    private static final int PLENTY = 1_000_000;
    private static final Duration SOON = Duration.ofMillis(100);

    private final AtomicReference<String> says = new AtomicReference<>(WELL);
    private final AtomicReference<List<ProvidedServer>> directory = new AtomicReference<>(List.of());

    /** One for each answer that the server may give. */
    private final Semaphore answers = new Semaphore(PLENTY);

    private RawUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = RawUpstream.start(conversation -> {
            while (conversation.readRequest()) {
                answers.acquireUninterruptibly();
                conversation.write(says.get());
            }
        });
        directory.set(List.of(provided("box", upstream.url())));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private static ProvidedServer provided(String key, String url) {
        return new ProvidedServer(
                ServerKey.parse(key),
                new ServerConnection.Http(ServerUrl.parse(url), "Box", Credentials.basic("opencode", "s3cret")),
                ProvidedServer.Source.CONFIG,
                false);
    }

    private RunningProxy proxy(UnaryOperator<ProxyOptions.Builder> choices) {
        return RunningProxy.with(options -> choices.apply(options.directory(directory::get)), "none");
    }

    private RunningProxy looking() {
        return proxy(options -> options.healthInterval(SOON));
    }

    private static RawClient listen(RunningProxy proxy) throws IOException {
        RawClient page = proxy.raw("GET", HEALTH, EVENTS);
        assertThat(page.readHead()).isEqualTo(200);
        return page;
    }

    private static String event(RawClient page) throws IOException {
        return page.readUntil("\n\n");
    }

    @Test
    void tellsTheListAndThenHowEachServerIs() throws Exception {
        try (RunningProxy proxy = proxy(options -> options);
                RawClient page = listen(proxy)) {
            assertThat(page.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(page.header("Cache-Control")).hasValue("no-store, no-transform");
            assertThat(page.header("X-Accel-Buffering")).hasValue("no");
            assertThat(page.header("X-Opencode-Proxy")).isPresent();

            String list = event(page);
            assertThat(list)
                    .contains("event: servers\ndata: {\"servers\":[{\"key\":\"box\",\"name\":\"Box\",\"url\":\""
                            + upstream.url() + "\"");
            String health = event(page);
            assertThat(health)
                    .contains("event: health\ndata: {\"key\":\"box\",\"state\":\"healthy\",\"version\":\"1\",")
                    .contains("\"latencyMs\":")
                    .contains("\"checkedAt\":\"");
            assertThat(list + health).doesNotContain("s3cret");
            assertThat(upstream.heads().get(0)).contains("Basic b3BlbmNvZGU6czNjcmV0");
        }
    }

    @Test
    void tellsEachChangeOnceAndNothingElse() throws Exception {
        try (RunningProxy proxy = looking();
                RawClient page = listen(proxy)) {
            event(page);
            assertThat(event(page)).contains("\"healthy\"");
            // Some rounds without news.
            await().until(() -> upstream.heads().size() > 3);
            answers.drainPermits();
            await().until(answers::hasQueuedThreads);
            says.set(ILL);
            answers.release();
            assertThat(event(page)).contains("\"healthy\"", "\"missed\":\"upstream_error\"");
            answers.release();
            assertThat(event(page)).contains("\"unhealthy\"", "\"reason\":\"upstream_error\"");
            answers.release(PLENTY);
            int before = upstream.heads().size();
            await().until(() -> upstream.heads().size() > before + 3);
            says.set(WELL);
            assertThat(event(page)).contains("\"healthy\"").doesNotContain("missed");
        }
    }

    @Test
    void tellsOfServersThatComeMoveAndGo() throws Exception {
        try (RawUpstream second = RawUpstream.answering(ILL);
                RunningProxy proxy = looking();
                RawClient page = listen(proxy)) {
            event(page);
            event(page);
            directory.set(List.of(provided("box", upstream.url()), provided("gpu", second.url())));
            assertThat(event(page)).contains("event: servers", "\"box\"", "\"gpu\"");
            assertThat(event(page)).contains("event: health", "\"gpu\"", "\"unhealthy\"");

            directory.set(List.of(provided("gpu", upstream.url())));
            assertThat(event(page)).contains("event: servers", "\"gpu\"").doesNotContain("\"box\"");
            assertThat(event(page)).contains("event: health", "\"gpu\"", "\"healthy\"");

            directory.set(List.of());
            assertThat(event(page)).contains("event: servers\ndata: {\"servers\":[]}");
        }
    }

    @Test
    void tellsThatServersMayBeMissing() throws Exception {
        AtomicReference<List<DirectoryProblem>> problems = new AtomicReference<>(List.of());
        ServerDirectory found = new ServerDirectory() {
            @Override
            public List<ProvidedServer> servers() {
                return List.of();
            }

            @Override
            public List<DirectoryProblem> problems() {
                return problems.get();
            }
        };
        try (RunningProxy proxy = proxy(options -> options.discovery(found).healthInterval(SOON));
                RawClient page = listen(proxy)) {
            assertThat(event(page)).contains("event: servers").doesNotContain("problems");
            assertThat(event(page)).contains("event: health");

            problems.set(List.of(
                    new DirectoryProblem("services", DirectoryProblem.Reason.NOT_INSTALLED, "There are none.")));
            assertThat(event(page)).contains("event: servers", "\"box\"", "\"reason\":\"not_installed\"");
        }
    }

    @Test
    void aPageThatComesLaterIsToldWhatIsKnown() throws Exception {
        try (RunningProxy proxy = proxy(options -> options.healthInterval(Duration.ofMinutes(5)));
                RawClient first = listen(proxy)) {
            event(first);
            event(first);
            try (RawClient second = listen(proxy)) {
                assertThat(event(second)).contains("event: servers");
                assertThat(event(second)).contains("event: health", "\"box\"", "\"healthy\"");
            }
            assertThat(upstream.heads()).hasSize(1);
        }
    }

    @Test
    void asksNobodyOnceNobodyListens() throws Exception {
        try (RunningProxy proxy =
                proxy(options -> options.healthInterval(SOON).heartbeatInterval(Duration.ofMillis(50)))) {
            try (RawClient page = listen(proxy)) {
                event(page);
                await().until(() -> upstream.heads().size() > 3);
            }
            AtomicReference<Integer> before = new AtomicReference<>(-1);
            // The same after several rounds' time.
            await().pollInterval(SOON.multipliedBy(8))
                    .until(() -> upstream.heads().size()
                            == before.getAndSet(upstream.heads().size()));
            // Whoever comes then is told again.
            try (RawClient page = listen(proxy)) {
                assertThat(event(page)).contains("event: servers");
                assertThat(event(page)).contains("\"healthy\"");
            }
        }
    }

    @Test
    void anotherPolicyIsFollowedAtOnce() throws Exception {
        try (RunningProxy proxy = proxy(options -> options.healthInterval(Duration.ofMinutes(5)));
                RawClient page = listen(proxy)) {
            event(page);
            event(page);
            says.set(ILL);
            proxy.nowAllows("none");
            // What was known under the other one says nothing now, so this is no first miss.
            assertThat(event(page)).contains("\"unhealthy\"");
        }
    }

    @Test
    void aSilentStreamShowsThatItLives() throws Exception {
        try (RunningProxy proxy = proxy(options -> options.heartbeatInterval(SOON));
                RawClient page = listen(proxy)) {
            page.readUntil(":\n\n");
            page.readUntil(":\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Accept: application/json\r\n",
                "Accept: */*\r\n",
                "Accept: text/event-stream;q=0\r\n",
                "Accept: application/json, text/event-stream; charset=utf-8 ; Q=0.000\r\n"
            })
    void isForThoseWhoAskForEvents(String accept) throws Exception {
        try (RunningProxy proxy = looking();
                RawClient page = proxy.raw("GET", HEALTH, accept)) {
            assertThat(page.readHead()).isEqualTo(405);
            assertThat(page.header("Allow")).hasValue("POST");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/event-stream;q=0.001",
                "application/json;q=0, Text/Event-Stream;q=1",
                "text/event-stream;eq=0"
            })
    void isAlsoForThoseWhoLikeSomethingElseBetter(String accept) throws Exception {
        try (RunningProxy proxy = looking();
                RawClient page = proxy.raw("GET", HEALTH, "Accept: " + accept + "\r\n")) {
            assertThat(page.readHead()).isEqualTo(200);
        }
    }

    @Test
    void isForPagesOfOurs() throws Exception {
        try (RunningProxy proxy = looking();
                RawClient page = proxy.raw("GET", HEALTH, EVENTS + "Sec-Fetch-Site: cross-site\r\n")) {
            assertThat(page.readHead()).isEqualTo(403);
            assertThat(page.header("X-Opencode-Proxy-Error")).hasValue("cross_site");
        }
        assertThat(upstream.heads()).isEmpty();
    }

    @Test
    void isARequestAndAStreamOfItsUser() throws Exception {
        Rate slow = new Rate(1, 3);
        try (RunningProxy proxy = proxy(options -> options.heartbeatInterval(SOON)
                .quotas(Quotas.defaults().withStreams(1, 64, 10).withRates(slow, slow)))) {
            try (RawClient first = listen(proxy);
                    RawClient second = proxy.raw("GET", HEALTH, EVENTS)) {
                assertThat(second.readHead()).isEqualTo(429);
                assertThat(second.header("X-Opencode-Proxy-Error")).hasValue("too_many_streams");
                first.readUntil("\n\n");
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                try (RawClient again = proxy.raw("GET", HEALTH, EVENTS)) {
                    return again.readHead() == 200;
                }
            });
            await().until(() -> {
                try (RawClient tooFast = proxy.raw("GET", HEALTH, EVENTS)) {
                    return tooFast.readHead() == 429
                            && tooFast.header("X-Opencode-Proxy-Error")
                                    .orElse("")
                                    .equals("rate_limited");
                }
            });
        }
    }

    @Test
    void manyPagesHoldNoThreads() throws Exception {
        int pages = 200;
        List<RawClient> open = new ArrayList<>();
        try (RunningProxy proxy = proxy(options -> options.healthInterval(SOON)
                .quotas(Quotas.defaults()
                        .withStreams(pages, 64, pages)
                        .withRates(new Rate(PLENTY, PLENTY), new Rate(PLENTY, PLENTY))))) {
            open.add(listen(proxy));
            event(open.get(0));
            event(open.get(0));
            long before = threads();
            for (int i = 1; i < pages; i++) {
                open.add(listen(proxy));
            }
            for (RawClient page : open.subList(1, pages)) {
                assertThat(event(page)).contains("event: servers");
                assertThat(event(page)).contains("\"healthy\"");
            }
            says.set(ILL);
            for (RawClient page : open) {
                // The first miss, or by now the second.
                assertThat(event(page)).contains("upstream_error");
            }
            assertThat(threads() - before).isLessThan(50);
        } finally {
            for (RawClient page : open) {
                page.close();
            }
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("raw-upstream"))
                .count();
    }

    @Test
    void endsInOrderWithTheServlet() throws Exception {
        try (RunningProxy proxy = looking();
                RawClient page = listen(proxy)) {
            event(page);
            event(page);
            proxy.undeploy();
            assertThat(page.readUntil("0\r\n\r\n")).endsWith("0\r\n\r\n");
            AtomicReference<Integer> before = new AtomicReference<>(-1);
            await().pollInterval(SOON.multipliedBy(3))
                    .until(() -> upstream.heads().size()
                            == before.getAndSet(upstream.heads().size()));
        }
    }
}
