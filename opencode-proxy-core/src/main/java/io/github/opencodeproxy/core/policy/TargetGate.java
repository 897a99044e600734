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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The only maker of upstreams: decides by name, looks the name up once, decides on every address, and pins those. HTTP,
 * event streams, WebSockets and health checks all come through here. Safe for use by several threads.
 */
public final class TargetGate {
    private final TargetPolicy policy;
    private final HostResolver resolver;

    /**
     * Makes a gate.
     *
     * @param policy who decides
     * @param resolver who finds addresses
     */
    public TargetGate(TargetPolicy policy, HostResolver resolver) {
        this.policy = Objects.requireNonNull(policy, "policy");
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
        Verdict verdict = policy.judge(target);
        if (!(verdict instanceof Verdict.Eligible eligible)) {
            return CompletableFuture.completedFuture(denied((Verdict.Refused) verdict));
        }
        ServerUrl url = target.url();
        Optional<InetAddress> literal = url.literalAddress();
        if (literal.isPresent()) {
            return CompletableFuture.completedFuture(vet(eligible, url, List.of(literal.get())));
        }
        return resolve(url.host())
                .handle((addresses, failure) ->
                        addresses == null ? unresolved(failure) : vet(eligible, url, addresses));
    }

    private CompletionStage<List<InetAddress>> resolve(String host) {
        try {
            return resolver.resolve(host);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Decision vet(Verdict.Eligible eligible, ServerUrl url, List<InetAddress> addresses) {
        List<InetAddress> vetted = new ArrayList<>(addresses.size());
        for (InetAddress address : addresses) {
            if (address == null) {
                return new Decision.Unresolved(Cause.FAILED);
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
                ? new Decision.Unresolved(Cause.NO_ADDRESS)
                : new Decision.Allow(new Upstream(url, vetted), eligible.rule());
    }

    private static Decision denied(Verdict.Refused refused) {
        return new Decision.Deny(refused.reason(), refused.rule());
    }

    private static Decision unresolved(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UnknownHostException) {
            return new Decision.Unresolved(Cause.NO_ADDRESS);
        }
        return new Decision.Unresolved(cause instanceof TimeoutException ? Cause.TIMEOUT : Cause.FAILED);
    }
}
