package io.github.opencodeproxy.servlet.servers;

import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.health.Delay;
import io.github.opencodeproxy.core.health.HealthCheck;
import io.github.opencodeproxy.core.health.HealthMonitor;
import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.servlet.answer.Answer;
import io.github.opencodeproxy.servlet.exchange.Rooms;
import io.github.opencodeproxy.servlet.limits.Limits;
import io.github.opencodeproxy.servlet.limits.StreamPlace;
import io.github.opencodeproxy.servlet.request.CarriedCredential;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * {@code api/servers/health}: a POST asks for the servers that it lists, a GET listens to the provided ones. Both share their
 * checks. Safe for use by many threads.
 */
public final class HealthDesk implements AutoCloseable {

    private static final String EVENTS = "text/event-stream";

    /** The weight of what is named so that it is not sent (RFC 9110 12.4.2). */
    private static final Predicate<String> IS_UNWANTED =
            Pattern.compile("\\s*[Qq]\\s*=\\s*0(?:\\.0*)?\\s*").asMatchPredicate();

    private final Limits limits;
    private final Answer answer;
    private final HealthMonitor monitor;
    private final HealthReport report;
    private final HealthFeed feed;

    /**
     * Makes the desk.
     *
     * @param rooms what it shares with the exchanges
     * @param directory the provided servers
     * @param interval how often a server is looked at for those who listen; a result is shared for half of that
     */
    public HealthDesk(Rooms rooms, ServerDirectory directory, Duration interval) {
        limits = rooms.limits();
        answer = rooms.answer();
        Delay delay = new JettyDelay(rooms.client().scheduler());
        HealthCheck check = new HealthCheck(
                rooms.gate(), new JettyHealthProbe(rooms.client()), delay, Clock.systemUTC(), System::nanoTime);
        monitor = new HealthMonitor(check, interval.dividedBy(2), System::nanoTime);
        Fingerprints fingerprints = new Fingerprints();
        report = new HealthReport(rooms, directory, monitor, fingerprints);
        Ticks ticks =
                new Ticks(interval, rooms.heartbeat(), delay, rooms.client().executor(), System::nanoTime);
        feed = new HealthFeed(directory, monitor, fingerprints, ticks);
    }

    /**
     * {@return whether a request wants to listen}
     *
     * @param request a request for {@code api/servers/health}
     */
    public static boolean isListener(ClientRequest request) {
        return request.method().equals("GET")
                && request.headers().values("Accept").stream().anyMatch(HealthDesk::namesEvents);
    }

    private static boolean namesEvents(String accept) {
        for (String range : accept.split(",", -1)) {
            String[] parts = range.split(";", -1);
            boolean isUnwanted = Arrays.stream(parts).skip(1).anyMatch(IS_UNWANTED);
            if (parts[0].strip().equalsIgnoreCase(EVENTS) && !isUnwanted) {
                return true;
            }
        }
        return false;
    }

    /**
     * Answers a question, without holding a thread.
     *
     * @param request the request
     * @param carried the credential that it carries, for the one server of the list that has none of its own
     * @param witness is told what was decided about each server, before the answer
     * @param async the container's asynchronous request, completed here
     * @throws IOException when the body cannot be read
     */
    public void report(
            ClientRequest request,
            CarriedCredential carried,
            BiConsumer<ServerUrl, Decision> witness,
            AsyncContext async)
            throws IOException {
        report.send(request, carried, witness, async);
    }

    /**
     * Lets a page listen, without holding a thread, until it leaves or we stop.
     *
     * @param request the request
     * @param async the container's asynchronous request, completed here
     */
    public void listen(ClientRequest request, AsyncContext async) {
        async.setTimeout(0);
        limits.admit(request, () -> open(request, async), refusal -> refuse(request, async, refusal));
    }

    private void open(ClientRequest request, AsyncContext async) {
        StreamPlace place;
        try {
            place = limits.openStream(request);
        } catch (RequestRefusedException refusal) {
            refuse(request, async, refusal);
            return;
        }
        try {
            feed.join(HealthStream.open(async, answer, place, feed::leave));
        } catch (IOException | RuntimeException clientIsGone) {
            place.close();
            async.complete();
        }
    }

    private void refuse(ClientRequest request, AsyncContext async, RequestRefusedException refusal) {
        async.start(() -> {
            try {
                answer.refusal((HttpServletResponse) async.getResponse(), request.id(), refusal);
            } catch (IOException clientIsGone) {
                // Nobody is left to tell.
            } finally {
                async.complete();
            }
        });
    }

    /** What was found under an earlier policy is worth nothing now. */
    public void policyReplaced() {
        monitor.forget();
        feed.lookAgain();
    }

    /** Ends every stream in order. */
    @Override
    public void close() {
        feed.close();
    }
}
