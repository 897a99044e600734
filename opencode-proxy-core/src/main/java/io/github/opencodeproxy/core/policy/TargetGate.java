package io.github.opencodeproxy.core.policy;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision.Unresolved.Cause;
import io.github.opencodeproxy.core.policy.TargetPolicy.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The only maker of upstreams: decides by name, looks the name up once, decides on every address, and pins those. HTTP,
 * event streams, WebSockets and health checks all come through here. Its policy can be replaced; who was let in and stays is
 * then looked at again. Safe for use by several threads.
 */
public final class TargetGate {

    private static final System.Logger LOG = System.getLogger(TargetGate.class.getName());

    private final HostResolver resolver;
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();
    private volatile Ruling ruling;

    /** A policy, and how many there were before it. */
    private record Ruling(TargetPolicy policy, int version) {}

    /**
     * Makes a gate.
     *
     * @param policy who decides
     * @param resolver who finds addresses
     */
    public TargetGate(TargetPolicy policy, HostResolver resolver) {
        this.ruling = new Ruling(Objects.requireNonNull(policy, "policy"), 0);
        this.resolver = Objects.requireNonNull(resolver, "resolver");
    }

    /**
     * Decides on a target. There is no lookup for a target that is refused by name or is an IP literal, and exactly one
     * for any other. One bad address refuses the target, whatever the others are.
     *
     * @param target what was asked for
     * @return the decision; never fails for what a target, the DNS or the resolver may do. Completed at once without a
     *     lookup, else on the resolver's thread
     */
    public CompletionStage<Decision> admit(Target target) {
        try {
            return judge(target);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Decision> judge(Target target) {
        Ruling first = ruling;
        Verdict verdict = first.policy().judge(target);
        if (!(verdict instanceof Verdict.Eligible eligible)) {
            return CompletableFuture.completedFuture(denied((Verdict.Refused) verdict));
        }
        ServerUrl url = target.url();
        Optional<InetAddress> literal = url.literalAddress();
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(vet(eligible, url, List.of(literal.get()), first.version()));
        }
        return resolve(url.host())
                .handle((addresses, failure) -> addresses == null
                        ? unresolved(failure, eligible.rule())
                        : vet(target, addresses, first, eligible));
    }

    /**
     * Tells why a target is refused whatever DNS may say of it, without a lookup.
     *
     * @param target what was asked for
     * @return the refusal, or empty if {@link #admit} has to decide
     */
    public Optional<Decision.Deny> refusal(Target target) {
        return ruling.policy().judge(target) instanceof Verdict.Refused refused
                ? Optional.of(denied(refused))
                : Optional.empty();
    }

    /** A lookup takes time: when the policy was replaced meanwhile, the new one decides. */
    private Decision vet(Target target, List<InetAddress> addresses, Ruling asked, Verdict.Eligible eligible) {
        Ruling now = ruling;
        if (now.version() == asked.version()) {
            return vet(eligible, target.url(), addresses, asked.version());
        }
        Verdict verdict = now.policy().judge(target);
        return verdict instanceof Verdict.Eligible still
                ? vet(still, target.url(), addresses, now.version())
                : denied((Verdict.Refused) verdict);
    }

    /**
     * Notes that somebody is about to dial what he was allowed to, and stays until he {@linkplain #leave leaves}.
     *
     * @param guest who; told when a later policy does not allow him any more, which may be before this returns
     * @return why he may not dial after all, because the policy was replaced since it allowed him; empty if he may
     */
    public Optional<Decision.Deny> enter(Guest guest) {
        guests.add(guest);
        boolean isAdmitted = false;
        try {
            // Read after he is on the list: whoever replaces the policy from now on finds him there.
            Optional<Decision.Deny> objection = objection(guest.target(), guest.upstream());
            isAdmitted = objection.isEmpty();
            return objection;
        } finally {
            if (!isAdmitted) {
                guests.remove(guest);
            }
        }
    }

    /**
     * Notes that a guest has gone.
     *
     * @param guest who; may have left before, or never entered
     */
    public void leave(Guest guest) {
        guests.remove(guest);
    }

    /**
     * Judges by the policy in force what an earlier one may have allowed, by the addresses that were found then.
     *
     * @param target what was asked for
     * @param upstream what this gate made of it
     * @return why it is refused now, or empty if it may be dialled
     */
    public Optional<Decision.Deny> objection(Target target, Upstream upstream) {
        Ruling now = ruling;
        if (upstream.policyVersion() == now.version()) {
            return Optional.empty();
        }
        Verdict verdict = now.policy().judge(target);
        Decision decision = verdict instanceof Verdict.Eligible eligible
                ? vet(eligible, upstream.url(), upstream.addresses(), now.version())
                : denied((Verdict.Refused) verdict);
        return decision instanceof Decision.Deny deny ? Optional.of(deny) : Optional.empty();
    }

    /**
     * Puts another policy in force. When this returns, every guest that it does not allow has been told so.
     *
     * @param next the policy
     * @return its version, and how many were told to go
     */
    public synchronized Replacement replace(TargetPolicy next) {
        Ruling now = new Ruling(Objects.requireNonNull(next, "next"), ruling.version() + 1);
        ruling = now;
        int turnedOut = 0;
        for (Guest guest : List.copyOf(guests)) {
            if (turnsOut(guest)) {
                turnedOut++;
            }
        }
        return new Replacement(now.version(), turnedOut);
    }

    /** One that fails must not keep the others where they are not allowed any more. */
    private boolean turnsOut(Guest guest) {
        Optional<Decision.Deny> objection;
        try {
            objection = objection(guest.target(), guest.upstream());
        } catch (RuntimeException noVerdict) {
            objection = Optional.of(new Decision.Deny(DenyReason.HOST_DENIED, "the policy fails"));
        }
        if (objection.isEmpty() || !guests.remove(guest)) {
            return false;
        }
        try {
            guest.turnOut(objection.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A request that is not allowed any more did not end in order", e);
        }
        return true;
    }

    /**
     * What came of replacing a policy.
     *
     * @param version the version of the policy that is in force now, as in {@link Upstream#policyVersion}
     * @param turnedOut how many guests were told to go
     */
    public record Replacement(int version, int turnedOut) {}

    private CompletionStage<List<InetAddress>> resolve(String host) {
        try {
            return resolver.resolve(host);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Decision vet(Verdict.Eligible eligible, ServerUrl url, List<InetAddress> addresses, int version) {
        List<InetAddress> vetted = new ArrayList<>(addresses.size());
        for (InetAddress address : addresses) {
            if (address == null) {
                return new Decision.Unresolved(Cause.FAILED, eligible.rule());
            }
            Optional<Verdict.Refused> refusal = eligible.addresses().refusal(address);
            if (refusal.isPresent()) {
                return denied(refusal.get());
            }
            if (!vetted.contains(address)) {
                vetted.add(address);
            }
        }
        return vetted.isEmpty()
                ? new Decision.Unresolved(Cause.NO_ADDRESS, eligible.rule())
                : new Decision.Allow(new Upstream(url, vetted, version), eligible.rule());
    }

    private static Decision.Deny denied(Verdict.Refused refused) {
        return new Decision.Deny(refused.reason(), refused.rule());
    }

    private static Decision unresolved(@Nullable Throwable failure, String rule) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownHostException) {
            return new Decision.Unresolved(Cause.NO_ADDRESS, rule);
        }
        return new Decision.Unresolved(cause instanceof TimeoutException ? Cause.TIMEOUT : Cause.FAILED, rule);
    }
}
