package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.policy.TargetPolicy.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A decision with what led to it, for people. Made by the gate itself, so that it says what would happen and not what
 * something else thinks of it.
 *
 * @param target what was asked for
 * @param byName what the policy said of it before any lookup
 * @param addresses what was found and what each is worth; empty when nothing was looked up or found
 * @param decision what the gate said
 */
public record Explanation(Target target, Verdict byName, List<Found> addresses, Decision decision) {

    /** Copies the list. */
    public Explanation {
        addresses = List.copyOf(addresses);
    }

    /**
     * One address.
     *
     * @param address the address
     * @param what what it is for
     * @param refusal why it may not be dialled, or empty if it may
     */
    public record Found(InetAddress address, AddressClass what, Optional<Verdict.Refused> refusal) {}

    /**
     * Explains what would become of a request, without making one. A name is looked up, as it would be.
     *
     * @param policy who decides
     * @param resolver who finds addresses
     * @param target what is asked for
     * @return the explanation; never fails for what a target, the DNS or the resolver may do
     */
    public static CompletionStage<Explanation> of(TargetPolicy policy, HostResolver resolver, Target target) {
        Listening listening = new Listening(
                resolver, target.url().literalAddress().map(List::of).orElse(List.of()));
        Verdict byName = policy.judge(target);
        return new TargetGate(policy, listening)
                .admit(target)
                .thenApply(decision -> new Explanation(target, byName, found(byName, listening.heard), decision));
    }

    private static List<Found> found(Verdict byName, List<InetAddress> addresses) {
        return byName instanceof Verdict.Eligible eligible
                ? addresses.stream()
                        .map(address -> new Found(
                                address,
                                AddressClass.of(address),
                                eligible.addresses().refusal(address)))
                        .toList()
                : List.of();
    }

    /** Asks another resolver and keeps what that says. */
    private static final class Listening implements HostResolver {
        private final HostResolver resolver;
        private volatile List<InetAddress> heard;

        Listening(HostResolver resolver, List<InetAddress> known) {
            this.resolver = resolver;
            this.heard = known;
        }

        @Override
        public CompletionStage<List<InetAddress>> resolve(String host) {
            return resolver.resolve(host).thenApply(addresses -> {
                heard = addresses;
                return addresses;
            });
        }
    }
}
