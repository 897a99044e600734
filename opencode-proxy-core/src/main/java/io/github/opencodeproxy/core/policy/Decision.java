package io.github.opencodeproxy.core.policy;

import java.util.Objects;

/** What the gate says about a target, with the rule that made it say so. */
public sealed interface Decision permits Decision.Allow, Decision.Deny, Decision.Unresolved {

    /**
     * The target may be dialled.
     *
     * @param upstream what to dial
     * @param rule the rule that allowed it, for logs
     */
    record Allow(Upstream upstream, String rule) implements Decision {
        /** Refuses nulls. */
        public Allow {
            Objects.requireNonNull(upstream, "upstream");
            Objects.requireNonNull(rule, "rule");
        }
    }

    /**
     * The target is refused.
     *
     * @param reason why
     * @param rule the rule that refused it, for logs; may name an address range, so not for answers
     */
    record Deny(DenyReason reason, String rule) implements Decision {
        /** Refuses nulls. */
        public Deny {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(rule, "rule");
        }
    }

    /**
     * The name is allowed, but no address was found for it.
     *
     * @param cause why not
     * @param rule the rule that allowed the name, for logs
     */
    record Unresolved(Cause cause, String rule) implements Decision {
        /** Refuses nulls. */
        public Unresolved {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(cause, "cause");
        }

        /** Why there is no address. */
        public enum Cause {
            /** The name does not exist or has no address. */
            NO_ADDRESS,
            /** No answer in time. */
            TIMEOUT,
            /** The lookup itself failed. */
            FAILED
        }
    }
}
