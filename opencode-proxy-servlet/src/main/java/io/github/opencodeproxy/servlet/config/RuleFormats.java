package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.core.policy.InvalidPolicyException;

/** The formats of policy rules. The policy itself checks them; their text is kept, since it is built from all at once. */
final class RuleFormats {

    private RuleFormats() {}

    static String allow(String rule) {
        check(Allowlist.builder().allow(rule));
        return rule;
    }

    static String deny(String rule) {
        check(Allowlist.builder().deny(rule));
        return rule;
    }

    /** An address denied as a range, so that no name can lead there either. */
    static String denyWholeAddress(String host) {
        boolean isAddress = AddressFormats.isAddress(host);
        return deny(isAddress ? host + (host.indexOf(':') >= 0 ? "/128" : "/32") : host);
    }

    private static void check(Allowlist.Builder policy) {
        try {
            policy.build();
        } catch (InvalidPolicyException e) {
            throw new IllegalArgumentException(withoutRule(e.problems().get(0)), e);
        }
    }

    /** The list and the rule's text stand before the reason; a problem of ours names them itself. */
    private static String withoutRule(String problem) {
        return problem.substring(problem.lastIndexOf("\": ") + 3);
    }
}
