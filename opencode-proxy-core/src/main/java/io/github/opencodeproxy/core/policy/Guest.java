package io.github.opencodeproxy.core.policy;

/**
 * Whoever uses an upstream for more than a moment: a request under way, an event stream, a tunnel. He {@linkplain
 * TargetGate#enter enters} before he dials and {@linkplain TargetGate#leave leaves} when he is done, and goes at once when a
 * new policy does not allow him any more. Known by identity: implementations do not define equality.
 */
public interface Guest {

    /**
     * Returns what was asked for.
     *
     * @return the target, always the same
     */
    Target target();

    /**
     * Returns what the gate made of it.
     *
     * @return the upstream, always the same
     */
    Upstream upstream();

    /**
     * Ends whatever goes on, both ways. Called once at most, by the thread that replaces the policy, and does not wait.
     *
     * @param why what the new policy says
     */
    void turnOut(Decision.Deny why);
}
