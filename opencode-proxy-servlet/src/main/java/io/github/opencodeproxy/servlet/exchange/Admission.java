package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.Upstream;
import io.github.opencodeproxy.servlet.limits.Passage;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.ProblemCode;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The way in that plain requests and WebSockets share: the user's rate, the gate, the server's share, and the policy's right
 * to end it again.
 */
public final class Admission {

    /** Who wants in. Told one of these, on whatever thread; {@link #turnedOut} may follow at any time. */
    public interface Applicant {

        /**
         * May dial.
         *
         * @param upstream where to, vetted
         * @param passage what the request holds; given back at its end by itself
         */
        void admitted(Upstream upstream, Passage passage);

        /**
         * May not.
         *
         * @param refusal what to tell the client
         * @param rule why, for the log
         */
        void refused(RequestRefusedException refusal, String rule);

        /**
         * There is nowhere to go.
         *
         * @param code {@code upstream_dns} or {@code upstream_timeout}
         * @param reason for the client, or empty
         * @param cause for the log
         */
        void unresolved(ProblemCode code, String reason, Throwable cause);

        /**
         * Has to go, because another policy is in force.
         *
         * @param refusal what to tell a client that was told nothing yet
         * @param rule why, for the log
         */
        void turnedOut(RequestRefusedException refusal, String rule);
    }

    private final Rooms rooms;
    private final ClientRequest request;
    private final Target target;
    private final Report report;
    private final Applicant applicant;

    private Admission(Rooms rooms, ClientRequest request, Target target, Report report, Applicant applicant) {
        this.rooms = rooms;
        this.request = request;
        this.target = target;
        this.report = report;
        this.applicant = applicant;
    }

    /**
     * Asks for a request, and returns at once.
     *
     * @param rooms who decides
     * @param request the request
     * @param target where it wants to go
     * @param report ended when it is over, whatever came of it
     * @param applicant is told
     */
    public static void ask(Rooms rooms, ClientRequest request, Target target, Report report, Applicant applicant) {
        Admission admission = new Admission(rooms, request, target, report, applicant);
        rooms.limits().admit(request, admission::askGate, admission::overRate);
    }

    private void askGate() {
        rooms.gate().admit(target).whenComplete((decision, failure) -> {
            if (failure != null) {
                applicant.unresolved(ProblemCode.UPSTREAM_DNS, "", failure);
            } else {
                decided(decision);
            }
        });
    }

    /** What the policy refuses without a lookup it refuses however often it is asked: waiting would not help. */
    private void overRate(RequestRefusedException refusal) {
        rooms.gate().refusal(target).ifPresentOrElse(this::decided, () -> overLimit(refusal));
    }

    private void overLimit(RequestRefusedException refusal) {
        applicant.refused(refusal, refusal.reason());
    }

    private void decided(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            report.allowed(allow.rule());
            Upstream upstream = allow.upstream();
            rooms.limits().enter(request, upstream.url(), passage -> enter(upstream, passage), this::overLimit);
        } else if (decision instanceof Decision.Deny deny) {
            applicant.refused(refusal(deny), rule(deny));
        } else if (decision instanceof Decision.Unresolved unresolved) {
            report.allowed(unresolved.rule());
            boolean isSlow = unresolved.cause() == Decision.Unresolved.Cause.TIMEOUT;
            ProblemCode code = isSlow ? ProblemCode.UPSTREAM_TIMEOUT : ProblemCode.UPSTREAM_DNS;
            applicant.unresolved(code, "dns", new UnknownHostException());
        }
    }

    /** What it holds it gives back at its end, whatever the end is: that is told exactly once. */
    private void enter(Upstream upstream, Passage passage) {
        report.whenOver(passage::close);
        Optional<Decision.Deny> objection = Visit.begin(
                rooms.gate(), target, upstream, report, why -> applicant.turnedOut(refusal(why), rule(why)));
        if (objection.isPresent()) {
            decided(objection.get());
        } else {
            applicant.admitted(upstream, passage);
        }
    }

    private static RequestRefusedException refusal(Decision.Deny deny) {
        return new RequestRefusedException(
                ProblemCode.TARGET_DENIED, deny.reason().code());
    }

    private static String rule(Decision.Deny deny) {
        return deny.reason().code() + ": " + deny.rule();
    }
}
