package io.github.opencodeproxy.servlet.exchange;

import io.github.opencodeproxy.core.policy.Decision;
import io.github.opencodeproxy.core.policy.Guest;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetGate;
import io.github.opencodeproxy.core.policy.Upstream;
import java.util.Optional;
import java.util.function.Consumer;

/** A guest of the gate for as long as a request lasts. */
final class Visit implements Guest {

    private final Target target;
    private final Upstream upstream;
    private final Consumer<Decision.Deny> end;

    private Visit(Target target, Upstream upstream, Consumer<Decision.Deny> end) {
        this.target = target;
        this.upstream = upstream;
        this.end = end;
    }

    /**
     * Begins before anything is dialled, and ends with the request.
     *
     * @param gate which has allowed it
     * @param target what was asked for
     * @param upstream what is about to be dialled
     * @param report the request's
     * @param end ends the request because a new policy does not allow it any more, without waiting
     * @return why nothing may be dialled after all, empty if it may
     */
    static Optional<Decision.Deny> begin(
            TargetGate gate, Target target, Upstream upstream, Report report, Consumer<Decision.Deny> end) {
        Visit visit = new Visit(target, upstream, end);
        Optional<Decision.Deny> objection = gate.enter(visit);
        if (objection.isEmpty()) {
            report.whenOver(() -> gate.leave(visit));
            report.reaches(upstream.socketAddress());
        }
        return objection;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public Upstream upstream() {
        return upstream;
    }

    @Override
    public void turnOut(Decision.Deny why) {
        end.accept(why);
    }
}
