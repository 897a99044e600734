package io.github.opencodeproxy.servlet.limits;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one request may use. A request comes by three times: {@link #check} with what it says of itself, {@link #admit} for
 * its user's rate before anything is looked up for it, and {@link #enter} before the vetted server is dialled. Safe for use
 * by many threads; whoever is to be told is told on the thread of the caller, or on one of a shared {@link RateStore}.
 */
public final class Limits {

    static final String USER = "user";
    static final String TARGET = "target";

    private final Quotas quotas;
    private final long maxBodyBytes;
    private final RateStore rates;
    private final RateStore ownRates;
    private final Slots slots;
    private final Breakers breakers;

    /**
     * Makes limits with nothing counted.
     *
     * @param quotas what is allowed at most
     * @param maxBodyBytes the longest request body that is forwarded, in bytes, at least 0
     * @param rates where buckets are kept, null for this process
     * @param nanoTime a clock that nobody sets
     */
    public Limits(Quotas quotas, long maxBodyBytes, @Nullable RateStore rates, LongSupplier nanoTime) {
        this.quotas = quotas;
        this.maxBodyBytes = maxBodyBytes;
        this.ownRates = new LocalRates(nanoTime);
        this.rates = rates == null ? ownRates : rates;
        this.slots = new Slots(quotas);
        this.breakers = new Breakers(nanoTime);
    }

    /** {@return the longest request body that is forwarded, in bytes} */
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    /**
     * Checks what can be known before the request is forwarded.
     *
     * @param request the request
     * @throws RequestRefusedException {@code body_too_large} or {@code expectation_failed}
     */
    public void check(ClientRequest request) throws RequestRefusedException {
        if (request.contentLength() > maxBodyBytes) {
            throw new RequestRefusedException(ProblemCode.BODY_TOO_LARGE);
        }
        for (String expectation : request.headers().values("Expect")) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                throw new RequestRefusedException(ProblemCode.EXPECTATION_FAILED);
            }
        }
    }

    /**
     * Counts a request against its user's rate.
     *
     * @param request the request
     * @param admitted is run when there is room
     * @param refused is told {@code rate_limited} when there is none
     */
    public void admit(ClientRequest request, Runnable admitted, Consumer<RequestRefusedException> refused) {
        take(USER, request.user().name(), quotas.user(), admitted, refused);
    }

    /**
     * Counts a request against the rate of its server, and takes its share of what may be under way there. A WebSocket and
     * what asks for nothing but events count as streams before the server is asked.
     *
     * @param request the request
     * @param server the server, vetted: names that lead nowhere are not counted
     * @param entered is given what the request holds, to be closed when it is over
     * @param refused is told {@code rate_limited}, {@code too_many_streams}, {@code overloaded} or {@code circuit_open}
     */
    public void enter(
            ClientRequest request,
            ServerUrl server,
            Consumer<Passage> entered,
            Consumer<RequestRefusedException> refused) {
        String target = server.origin();
        take(
                TARGET,
                target,
                quotas.target(),
                () -> {
                    Passage passage;
                    try {
                        passage = pass(request, server);
                    } catch (RequestRefusedException e) {
                        refused.accept(e);
                        return;
                    }
                    entered.accept(passage);
                },
                refused);
    }

    /**
     * Takes the share of a question that we ask ourselves, which says nothing to the breaker and counts in no rate.
     *
     * @param request on whose behalf
     * @param server the server
     * @return what it holds, to be closed when it is over; empty when the user or the server has all of it under way
     */
    public Optional<Passage> share(ClientRequest request, ServerUrl server) {
        try {
            return Optional.of(new Passage(slots, Circuit.none(), request.user().name(), server.origin(), false));
        } catch (RequestRefusedException busy) {
            return Optional.empty();
        }
    }

    /**
     * Takes the place of an event stream that we speak ourselves.
     *
     * @param request on whose behalf
     * @return what it holds, to be closed when the stream is over
     * @throws RequestRefusedException {@code too_many_streams} or {@code overloaded}
     */
    public StreamPlace openStream(ClientRequest request) throws RequestRefusedException {
        String user = request.user().name();
        slots.takeOwnStream(user);
        return new StreamPlace(() -> slots.giveOwnStreamBack(user));
    }

    /** The breaker is the last to be asked: the one request that may try must not be refused for something else. */
    private Passage pass(ClientRequest request, ServerUrl server) throws RequestRefusedException {
        String user = request.user().name();
        Circuit circuit = Circuit.of(breakers, user, server);
        Passage passage = new Passage(slots, circuit, user, server.origin(), announcesStream(request));
        long wait = circuit.admit();
        if (wait > 0) {
            passage.close();
            throw Refusals.circuitOpen(wait);
        }
        return passage;
    }

    private static boolean announcesStream(ClientRequest request) {
        String accepted = request.headers().first("Accept").orElse("");
        return request.isUpgrade() || accepted.equalsIgnoreCase("text/event-stream");
    }

    private void take(String policy, String key, Rate rate, Runnable taken, Consumer<RequestRefusedException> refused) {
        CompletionStage<RateVerdict> asked = ask(policy, key, rate);
        if (asked == RateVerdict.allowedNow()) {
            taken.run();
            return;
        }
        CompletionStage<?> unused = asked.exceptionallyCompose(failure -> ownRates.take(policy, key, rate))
                .thenAccept(verdict -> {
                    if (verdict.isAllowed()) {
                        taken.run();
                    } else {
                        refused.accept(Refusals.tooFast(policy, rate, verdict.nanosToWait()));
                    }
                });
    }

    private CompletionStage<RateVerdict> ask(String policy, String key, Rate rate) {
        try {
            return rates.take(policy, key, rate);
        } catch (RuntimeException notRunning) {
            return ownRates.take(policy, key, rate);
        }
    }

    /** {@return how many names and servers are kept, buckets not counted} */
    int size() {
        return slots.size() + breakers.size();
    }
}
