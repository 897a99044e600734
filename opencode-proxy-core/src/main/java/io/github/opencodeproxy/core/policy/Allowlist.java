package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configured policy: deny by default. A target is looked at in this order, and the first that applies decides.
 *
 * <ol>
 *   <li>A provided server of the operator's configuration is an exact exception: only addresses that are always denied
 *       are refused, and of these loopback is allowed where the URL itself says loopback ({@code 127.0.0.1},
 *       {@code localhost}).
 *   <li>A rule with the full name allows that name, a rule with the literal that address.
 *   <li>Control-plane names, ourselves, and the configured deny rules refuse.
 *   <li>A discovered server goes on to the address rule.
 *   <li>A wildcard rule allows a name, a range rule a literal in it on the default ports.
 * </ol>
 *
 * Every address of a name, and a literal by a range, must then lie in the allowed ranges, and in none that is always
 * denied, denied by configuration, or our own. The user naming the URL of a provided server, and not its key, is judged
 * like any other URL. Immutable and safe for use by several threads.
 */
public final class Allowlist implements TargetPolicy {
    private final List<AllowedTarget> exact;
    private final List<AllowedTarget> wildcards;
    private final List<TargetRule> denied;
    private final List<AddressRange> ranges;
    private final List<String> selfNames;
    private final AddressRule standard;

    private Allowlist(
            List<TargetRule> allow, List<TargetRule> deny, List<String> selfNames, List<InetAddress> selfAddresses) {
        this.ranges = ranges(allow);
        this.standard = new StandardAddressRule(ranges, ranges(deny), selfAddresses);
        List<TargetRule> hosts =
                allow.stream().filter(rule -> rule.range() == null).toList();
        this.exact = hosts.stream()
                .filter(rule -> !rule.isWildcard())
                .map(rule -> new AllowedTarget(rule, rule.isLiteral() ? ExactAddressRule.LITERAL : standard))
                .toList();
        this.wildcards = hosts.stream()
                .filter(TargetRule::isWildcard)
                .map(rule -> new AllowedTarget(rule, standard))
                .toList();
        this.denied = deny.stream().filter(rule -> rule.range() == null).toList();
        this.selfNames = selfNames;
    }

    /**
     * Starts a policy that allows nothing.
     *
     * @return a builder for one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Verdict judge(Target target) {
        ServerUrl url = target.url();
        if (target instanceof Target.Provided provided && provided.server().source() == ProvidedServer.Source.CONFIG) {
            return new Verdict.Eligible("server " + provided.server().key(), ExactAddressRule.forConfigured(url));
        }
        Verdict byExactRule = match(exact, url, null);
        if (byExactRule instanceof Verdict.Eligible) {
            return byExactRule;
        }
        Verdict.Refused denial = denial(url);
        if (denial != null) {
            return denial;
        }
        if (target instanceof Target.Provided provided) {
            return new Verdict.Eligible("server " + provided.server().key(), standard);
        }
        if (url.isIpLiteral()) {
            return judgeLiteral(url, byExactRule);
        }
        Verdict byWildcard = match(wildcards, url, byExactRule);
        return byWildcard == null ? new Verdict.Refused(DenyReason.HOST_DENIED, "no rule for this host") : byWildcard;
    }

    /** The first rule that allows, or the refusal of the rule that comes nearest, or null if none knows the host. */
    private static @Nullable Verdict match(List<AllowedTarget> rules, ServerUrl url, @Nullable Verdict nearestSoFar) {
        Verdict nearest = nearestSoFar;
        for (int i = 0; i < rules.size(); i++) {
            Verdict verdict = rules.get(i).judge(url);
            if (verdict instanceof Verdict.Eligible) {
                return verdict;
            }
            nearest = nearest == null ? verdict : nearest;
        }
        return nearest;
    }

    private Verdict.@Nullable Refused denial(ServerUrl url) {
        String host = url.host();
        String builtIn = url.isIpLiteral() ? null : BuiltInDenials.of(host);
        if (builtIn != null) {
            return new Verdict.Refused(DenyReason.CONTROL_PLANE, builtIn);
        }
        for (String self : selfNames) {
            if (host.equals(self) || (host.endsWith(self) && host.charAt(host.length() - self.length() - 1) == '.')) {
                return new Verdict.Refused(DenyReason.SELF, self);
            }
        }
        for (TargetRule rule : denied) {
            if (rule.matchesHost(host) && rule.matchesPortOrNamesNone(url.port()) && rule.matchesScheme(url.scheme())) {
                return new Verdict.Refused(DenyReason.HOST_DENIED, "deny " + rule);
            }
        }
        return null;
    }

    private Verdict judgeLiteral(ServerUrl url, @Nullable Verdict nearest) {
        InetAddress address = url.literalAddress().orElseThrow();
        for (AddressRange range : ranges) {
            if (range.contains(address)) {
                return TargetRule.isDefaultPort(url.port())
                        ? new Verdict.Eligible(range.toString(), standard)
                        : new Verdict.Refused(DenyReason.PORT_DENIED, range.toString());
            }
        }
        return nearest == null ? new Verdict.Refused(DenyReason.IP_LITERAL, "no rule for this address") : nearest;
    }

    private static List<AddressRange> ranges(List<TargetRule> rules) {
        return rules.stream()
                .flatMap(rule -> Optional.ofNullable(rule.range()).stream())
                .toList();
    }

    /** Collects a policy and all that is wrong with it. For one thread. */
    public static final class Builder {
        private final RuleReader reader = new RuleReader();
        private final List<TargetRule> deny = new ArrayList<>();
        private final List<String> selfNames = new ArrayList<>();
        private final List<InetAddress> selfAddresses = new ArrayList<>();
        private @Nullable List<TargetRule> allow;
        private List<TargetRule> ownNamespace = List.of();

        private Builder() {}

        /**
         * Adds allow rules. Once called, the default of {@link #namespace} no longer applies.
         *
         * @param rules rules as in {@link TargetRule}, separated by commas or white space; {@code none} or blank for none
         * @return this builder
         */
        public Builder allow(String rules) {
            allow = allow == null ? new ArrayList<>() : allow;
            allow.addAll(reader.allow(rules));
            return this;
        }

        /**
         * Adds deny rules, which beat every wildcard and range. A rule without port denies every port.
         *
         * @param rules rules as in {@link TargetRule} without base paths, separated by commas or white space;
         *     {@code none} or blank for none
         * @return this builder
         */
        public Builder deny(String rules) {
            deny.addAll(reader.deny(rules));
            return this;
        }

        /**
         * Names our own namespace, whose services are allowed when {@link #allow} is never called.
         *
         * @param namespace the Kubernetes namespace, a DNS label
         * @return this builder
         */
        public Builder namespace(String namespace) {
            ownNamespace = reader.namespace(namespace);
            return this;
        }

        /**
         * Names ourselves: a request to any of these would come back to us.
         *
         * @param names our own service names, for example {@code nb.ns.svc.cluster.local}; their short forms and the
         *     names below them count as well
         * @return this builder
         */
        public Builder selfNames(Collection<String> names) {
            names.forEach(name -> selfNames.addAll(reader.selfName(name)));
            return this;
        }

        /**
         * Names our own addresses.
         *
         * @param addresses the addresses of our pod
         * @return this builder
         */
        public Builder selfAddresses(Collection<InetAddress> addresses) {
            selfAddresses.addAll(addresses);
            return this;
        }

        /**
         * Returns the policy.
         *
         * @return an immutable policy
         * @throws InvalidPolicyException if any rule was invalid; it lists all of them
         */
        public Allowlist build() {
            reader.throwProblems();
            return new Allowlist(
                    allow == null ? ownNamespace : allow,
                    List.copyOf(deny),
                    List.copyOf(selfNames),
                    List.copyOf(selfAddresses));
        }
    }
}
