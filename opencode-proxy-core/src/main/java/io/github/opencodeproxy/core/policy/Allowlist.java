package io.github.opencodeproxy.core.policy;

import java.net.InetAddress;
import java.util.Collection;

/** The configured policy. */
public final class Allowlist implements TargetPolicy {
    private Allowlist() {}

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Verdict judge(Target target) {
        return new Verdict.Refused(DenyReason.HOST_DENIED, "no rule");
    }

    public static final class Builder {
        private Builder() {}

        public Builder allow(String rules) {
            return this;
        }

        public Builder deny(String rules) {
            return this;
        }

        public Builder namespace(String namespace) {
            return this;
        }

        public Builder selfNames(Collection<String> names) {
            return this;
        }

        public Builder selfAddresses(Collection<InetAddress> addresses) {
            return this;
        }

        public Allowlist build() {
            return new Allowlist();
        }
    }
}
