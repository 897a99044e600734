package io.github.opencodeproxy.servlet;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerDirectory;
import io.github.opencodeproxy.core.policy.DenyReason;
import io.github.opencodeproxy.core.policy.Target;
import io.github.opencodeproxy.core.policy.TargetPolicy;

/**
 * Leaves provided servers of one source to a policy only as long as a directory has them. One that was taken away or moved is
 * refused, however it was selected: between that and the dial lies a lookup, and a watch of ours keeps what was selected once.
 *
 * @param source whose servers are looked up
 * @param directory where
 * @param rules the policy
 */
record ListedPolicy(ProvidedServer.Source source, ServerDirectory directory, TargetPolicy rules)
        implements TargetPolicy {

    private static final Verdict WITHDRAWN = new Verdict.Refused(DenyReason.HOST_DENIED, "no longer provided");

    @Override
    public Verdict judge(Target target) {
        return target instanceof Target.Provided asked && isWithdrawn(asked.server()) ? WITHDRAWN : rules.judge(target);
    }

    private boolean isWithdrawn(ProvidedServer server) {
        return server.source() == source
                && directory
                        .find(server.key())
                        .filter(known -> known.connection()
                                .url()
                                .equals(server.connection().url()))
                        .isEmpty();
    }
}
