package io.github.opencodeproxy.servlet.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.identity.User;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One request after the other at the door. */
class LimitsTest {

    private static final ServerUrl BOX = ServerUrl.parse("http://box:4096");
    private static final ServerUrl SAME_BOX = ServerUrl.parse("http://box:4096/other/base");
    private static final ServerUrl OTHER = ServerUrl.parse("http://other:4096");
    private static final Rate PLENTY = new Rate(1_000, 1_000);
    private static final Quotas FEW =
            Quotas.defaults().withRates(PLENTY, PLENTY).withStreams(2, 3, 4).withRequests(3, 2);

    private final ManualClock clock = new ManualClock();
    private final Limits limits = new Limits(FEW, 0, null, clock);
    private final List<RequestRefusedException> refusals = new ArrayList<>();

    private static ClientRequest request(String user, String... fields) {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return new ClientRequest("id", "GET", "/x", null, headers.build(), "", -1, new User(user));
    }

    private static ClientRequest socket(String user) {
        return request(user, "Upgrade", "websocket");
    }

    /** Enters; fails the test when refused. */
    private Passage pass(ClientRequest request, ServerUrl server) {
        List<Passage> passages = new ArrayList<>();
        limits.enter(request, server, passages::add, refusal -> {
            throw new AssertionError(refusal);
        });
        return passages.get(0);
    }

    private void assertRefused(ClientRequest request, ServerUrl server, ProblemCode code, String reason) {
        refusals.clear();
        limits.enter(
                request,
                server,
                passage -> {
                    throw new AssertionError("entered");
                },
                refusals::add);
        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.reason()).isEqualTo(reason);
        });
    }

    @Test
    void oneUsersStreamsAreTheirOwnShare() {
        pass(socket("ada"), BOX);
        pass(socket("ada"), OTHER);
        assertRefused(socket("ada"), BOX, ProblemCode.TOO_MANY_STREAMS, "user");
        pass(socket("bob"), BOX);
    }

    @Test
    void oneServersStreamsAreAllUsersTogetherWhateverItsBasePath() {
        pass(socket("ada"), BOX);
        pass(socket("ada"), SAME_BOX);
        pass(socket("bob"), BOX);
        assertRefused(socket("eve"), SAME_BOX, ProblemCode.TOO_MANY_STREAMS, "target");
        pass(socket("eve"), OTHER);
        assertRefused(socket("zoe"), OTHER, ProblemCode.OVERLOADED, "streams");
    }

    @Test
    void whatWasRefusedHoldsNothing() {
        pass(socket("ada"), BOX);
        pass(socket("ada"), BOX);
        Passage third = pass(socket("bob"), BOX);
        for (int i = 0; i < 10; i++) {
            assertRefused(socket("bob"), BOX, ProblemCode.TOO_MANY_STREAMS, "target");
            assertRefused(socket("ada"), OTHER, ProblemCode.TOO_MANY_STREAMS, "user");
        }
        third.close();
        pass(socket("bob"), BOX);
    }

    @Test
    void closingTwiceGivesBackOnce() {
        pass(socket("ada"), BOX);
        Passage second = pass(socket("ada"), BOX);
        second.close();
        second.close();
        pass(socket("ada"), BOX);
        assertRefused(socket("ada"), BOX, ProblemCode.TOO_MANY_STREAMS, "user");
    }

    @Test
    void anAnswerThatIsAStreamCountsAsOneAndNoLongerAsARequest() throws Exception {
        Passage first = pass(request("ada"), BOX);
        Passage second = pass(request("ada"), BOX);
        assertRefused(request("ada"), BOX, ProblemCode.OVERLOADED, "target");
        first.becomesStream();
        first.becomesStream();
        second.becomesStream();
        Passage third = pass(request("ada"), BOX);
        assertThatThrownBy(third::becomesStream)
                .isInstanceOfSatisfying(
                        RequestRefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.TOO_MANY_STREAMS));
        third.close();
        first.close();
        second.close();
        assertThat(limits.size()).isZero();
    }

    @Test
    void aServerThatHasAnsweredWasThereWhateverBreaksAfterwards() throws Exception {
        for (int i = 0; i < 20; i++) {
            Passage passage = pass(request("ada"), BOX);
            passage.answered(200);
            passage.failed(ProblemCode.UPSTREAM_TIMEOUT, true);
            passage.close();
        }
        pass(request("ada"), BOX);
    }

    @Test
    void aStreamOfARequestThatIsOverIsNotCounted() throws Exception {
        Passage passage = pass(request("ada"), BOX);
        passage.close();
        passage.becomesStream();
        assertThat(limits.size()).isZero();
    }

    @Test
    void whatAsksForEventsOnlyCountsBeforeTheServerIsAsked() {
        pass(request("ada", "Accept", "text/event-stream"), BOX);
        pass(request("ada", "Accept", "Text/Event-Stream"), BOX);
        assertRefused(request("ada", "Accept", "text/event-stream"), BOX, ProblemCode.TOO_MANY_STREAMS, "user");
        pass(request("ada", "Accept", "application/json, text/event-stream"), BOX);
    }

    @Test
    void aServerThatKeepsItsRequestsKeepsOnlyItsOwn() {
        pass(request("ada"), BOX);
        pass(request("ada"), BOX);
        assertRefused(request("bob"), BOX, ProblemCode.OVERLOADED, "target");
        pass(request("bob"), OTHER);
    }

    @Test
    void oneUsersRequestsAreTheirOwnShare() {
        pass(request("ada"), BOX);
        pass(request("ada"), OTHER);
        Passage third = pass(request("ada"), OTHER);
        assertRefused(request("ada"), BOX, ProblemCode.RATE_LIMITED, "user");
        pass(request("bob"), BOX);
        assertRefused(request("bob"), BOX, ProblemCode.OVERLOADED, "target");
        third.close();
        pass(request("bob"), OTHER);
    }

    @Test
    void anOpenBreakerHoldsNothingAndLetsOneTry() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            Passage passage = pass(request("ada"), BOX);
            passage.failed(ProblemCode.UPSTREAM_REFUSED, false);
            passage.close();
        }
        for (int i = 0; i < 10; i++) {
            assertRefused(request("ada"), BOX, ProblemCode.CIRCUIT_OPEN, "");
        }
        clock.pass(Duration.ofNanos(Breaker.OPEN_NANOS));
        Passage trial = pass(request("ada"), BOX);
        assertRefused(request("ada"), BOX, ProblemCode.CIRCUIT_OPEN, "");
        // Its client left before there was an answer: somebody else may try.
        trial.close();
        Passage next = pass(request("ada"), BOX);
        next.answered(200);
        pass(request("ada"), BOX);
    }

    @Test
    void whatOneUserMakesAServerAnswerShutsItToNobodyElse() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            Passage passage = pass(request("eve"), BOX);
            if (i % 2 == 0) {
                passage.answered(503);
            } else {
                passage.failed(ProblemCode.UPSTREAM_TIMEOUT, true);
            }
            passage.close();
        }
        assertRefused(request("eve"), BOX, ProblemCode.CIRCUIT_OPEN, "");
        pass(request("bob"), BOX).close();
    }

    @Test
    void aServerThatIsNotThereIsShutToAll() {
        for (int i = 0; i < Breaker.FAILURES; i++) {
            Passage passage = pass(request("eve"), BOX);
            passage.failed(ProblemCode.UPSTREAM_TIMEOUT, false);
            passage.close();
        }
        assertRefused(request("bob"), BOX, ProblemCode.CIRCUIT_OPEN, "");
    }

    @Test
    void onlyWhatSaysThatNobodyIsThereOpensIt() {
        for (ProblemCode code : ProblemCode.values()) {
            Limits own = new Limits(FEW, 0, null, clock);
            for (int i = 0; i < Breaker.FAILURES; i++) {
                own.enter(
                        request("ada"),
                        BOX,
                        passage -> {
                            passage.failed(code, false);
                            passage.close();
                        },
                        refusals::add);
            }
            own.enter(request("ada"), BOX, Passage::close, refusals::add);
            boolean opens = code == ProblemCode.UPSTREAM_REFUSED || code == ProblemCode.UPSTREAM_TIMEOUT;
            assertThat(refusals).as(code.code()).hasSize(opens ? 1 : 0);
            refusals.clear();
        }
    }

    @Test
    void answersOfAGatewayWithoutItsServerOpenItAndOtherErrorsDoNot() {
        for (int status : new int[] {200, 401, 404, 429, 500, 501, 502, 503, 504, 505}) {
            Limits own = new Limits(FEW, 0, null, clock);
            for (int i = 0; i < Breaker.FAILURES; i++) {
                own.enter(
                        request("ada"),
                        BOX,
                        passage -> {
                            passage.answered(status);
                            passage.close();
                        },
                        refusals::add);
            }
            own.enter(request("ada"), BOX, Passage::close, refusals::add);
            assertThat(refusals).as("status " + status).hasSize(status >= 502 && status <= 504 ? 1 : 0);
            refusals.clear();
        }
    }

    @Test
    void aStoreThatFailsIsReplacedByThisProcess() {
        List<String> admitted = new ArrayList<>();
        RateStore broken = (policy, key, rate) -> CompletableFuture.failedFuture(new IllegalStateException("gone"));
        RateStore throwing = (policy, key, rate) -> {
            throw new IllegalStateException("closed");
        };
        for (RateStore store : List.of(broken, throwing)) {
            Limits own = new Limits(FEW.withRates(new Rate(1, 2), PLENTY), 0, store, clock);
            for (int i = 0; i < 3; i++) {
                own.admit(request("ada"), () -> admitted.add("ada"), refusals::add);
            }
        }
        assertThat(admitted).hasSize(4);
        assertThat(refusals).hasSize(2).allMatch(refusal -> refusal.code() == ProblemCode.RATE_LIMITED);
    }

    @Test
    void aSharedStoreDecides() {
        RateStore shared = (policy, key, rate) -> CompletableFuture.completedFuture(
                key.equals("eve") ? new RateVerdict(Duration.ofSeconds(7).toNanos()) : RateVerdict.ALLOWED);
        Limits own = new Limits(FEW, 0, shared, clock);
        List<String> admitted = new ArrayList<>();
        own.admit(request("ada"), () -> admitted.add("ada"), refusals::add);
        own.admit(request("eve"), () -> admitted.add("eve"), refusals::add);

        assertThat(admitted).containsExactly("ada");
        assertThat(refusals)
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.fields().first("Retry-After")).hasValue("7"));
    }

    @Test
    void aStreamOfOurOwnIsOneOfItsUserAndGoesToNoServer() throws Exception {
        StreamPlace first = limits.openStream(request("ada"));
        limits.openStream(request("ada"));
        assertThatThrownBy(() -> limits.openStream(request("ada")))
                .isInstanceOfSatisfying(
                        RequestRefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.TOO_MANY_STREAMS));
        limits.openStream(request("bob"));
        limits.openStream(request("bob"));
        // Four in all.
        assertThatThrownBy(() -> limits.openStream(request("eve")))
                .isInstanceOfSatisfying(
                        RequestRefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.OVERLOADED));
        first.close();
        first.close();
        limits.openStream(request("eve"));
        assertThatThrownBy(() -> limits.openStream(request("ada"))).isInstanceOf(RequestRefusedException.class);
    }
}
