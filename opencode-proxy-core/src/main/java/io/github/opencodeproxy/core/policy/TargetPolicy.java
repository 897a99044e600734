package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides by name first, without any lookup, and hands out the rule by which each resolved address is then decided.
 * Implementations are pure and safe for use by several threads, and never throw for what a target may be.
 */
@FunctionalInterface
public interface TargetPolicy {

    /**
     * Judges a target by its name, port, scheme and base path.
     *
     * @param target what was asked for
     * @return refused, or eligible if its addresses pass
     */
    Verdict judge(Target target);

    /**
     * Returns the policy that refuses everything.
     *
     * @return deny by default
     */
    static TargetPolicy denyAll() {
        return target -> new Verdict.Refused(DenyReason.HOST_DENIED, "no rule");
    }

    /** The judgement by name. */
    sealed interface Verdict permits Verdict.Refused, Verdict.Eligible {

        /**
         * Refused before any lookup.
         *
         * @param reason why
         * @param rule the rule that refused it
         */
        record Refused(DenyReason reason, String rule) implements Verdict {
            /** Refuses nulls. */
            public Refused {
                Objects.requireNonNull(reason, "reason");
                Objects.requireNonNull(rule, "rule");
            }
        }

        /**
         * Allowed by name.
         *
         * @param rule the rule that allowed it
         * @param addresses what each of its addresses must satisfy
         */
        record Eligible(String rule, AddressRule addresses) implements Verdict {
            /** Refuses nulls. */
            public Eligible {
                Objects.requireNonNull(rule, "rule");
                Objects.requireNonNull(addresses, "addresses");
            }
        }
    }

    /** The judgement of one address. */
    @FunctionalInterface
    interface AddressRule {

        /**
         * Judges an address.
         *
         * @param address a resolved address
         * @return why it is refused, or empty if it may be dialled
         */
        Optional<Verdict.Refused> refusal(InetAddress address);
    }
}
