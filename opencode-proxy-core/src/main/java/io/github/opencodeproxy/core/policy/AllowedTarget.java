package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ServerUrl;
import org.jspecify.annotations.Nullable;

/** A host rule with its verdicts made in advance, because it is asked for each request. */
final class AllowedTarget {
    private final TargetRule rule;
    private final TargetPolicy.Verdict eligible;
    private final TargetPolicy.Verdict wrongPort;
    private final TargetPolicy.Verdict wrongScheme;
    private final TargetPolicy.Verdict wrongBasePath;

    AllowedTarget(TargetRule rule, TargetPolicy.AddressRule addresses) {
        this.rule = rule;
        this.eligible = new TargetPolicy.Verdict.Eligible(rule.toString(), addresses);
        this.wrongPort = new TargetPolicy.Verdict.Refused(DenyReason.PORT_DENIED, rule.toString());
        this.wrongScheme = new TargetPolicy.Verdict.Refused(DenyReason.SCHEME_DENIED, rule.toString());
        this.wrongBasePath = new TargetPolicy.Verdict.Refused(DenyReason.BASE_PATH_DENIED, rule.toString());
    }

    /** Host at label boundaries, then port, then scheme, then base path; null if the rule is about another host. */
    TargetPolicy.@Nullable Verdict judge(ServerUrl url) {
        if (!rule.matchesHost(url.host()) || (rule.isWildcard() && url.isIpLiteral())) {
            return null;
        }
        if (!rule.matchesPort(url.port())) {
            return wrongPort;
        }
        if (!rule.matchesScheme(url.scheme())) {
            return wrongScheme;
        }
        return rule.matchesBasePath(url.basePath()) ? eligible : wrongBasePath;
    }
}
