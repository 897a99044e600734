package io.github.opencodeproxy.servlet.contract;

import io.github.opencodeproxy.core.policy.TargetPolicy;
import java.util.Optional;

/** Policies that no operator could configure, for tests that have nothing but loopback. */
final class Policies {

    private Policies() {}

    /** Any address will do. */
    static TargetPolicy.Verdict anyAddress(String rule) {
        return new TargetPolicy.Verdict.Eligible(rule, address -> Optional.empty());
    }
}
