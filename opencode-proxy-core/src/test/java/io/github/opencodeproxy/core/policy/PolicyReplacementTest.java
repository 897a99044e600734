package io.github.opencodeproxy.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.ServerUrl;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A gate whose policy is exchanged while somebody is inside, at the door, or on his way. */
class PolicyReplacementTest {

    private static final Target A = new Target.Requested(ServerUrl.parse("http://a.ns:4096"));
    private static final Target B = new Target.Requested(ServerUrl.parse("http://b.ns:4096"));
    private static final Allowlist BOTH = Allowlist.builder().allow("*.ns").build();
    private static final Allowlist ONLY_B = Allowlist.builder().allow("b.ns").build();
    private static final Decision.Deny NO_RULE = new Decision.Deny(DenyReason.HOST_DENIED, "no rule for this host");

    private final StubResolver resolver =
            new StubResolver(Map.of("a.ns", List.of("10.0.0.1"), "b.ns", List.of("10.1.0.1")));
    private final TargetGate gate = new TargetGate(BOTH, resolver);

    private static Decision decide(TargetGate gate, Target target) {
        return gate.admit(target).toCompletableFuture().join();
    }

    private Visitor visitor(Target target) {
        return new Visitor(target, ((Decision.Allow) decide(gate, target)).upstream());
    }

    @Test
    void turnsOutWhomTheNewPolicyDoesNotAllowAndNobodyElse() {
        Visitor a = visitor(A);
        Visitor b = visitor(B);
        assertThat(gate.enter(a)).isEmpty();
        assertThat(gate.enter(b)).isEmpty();

        TargetGate.Replacement done = gate.replace(ONLY_B);

        assertThat(done).isEqualTo(new TargetGate.Replacement(1, 1));
        assertThat(a.reasons).containsExactly(NO_RULE);
        assertThat(b.reasons).isEmpty();
        assertThat(resolver.asked).containsExactly("a.ns", "b.ns");
    }

    @Test
    void judgesByTheAddressesThatAreInUse() {
        Visitor a = visitor(A);
        Visitor b = visitor(B);
        gate.enter(a);
        gate.enter(b);
        gate.replace(Allowlist.builder().allow("*.ns").deny("10.0.0.0/16").build());
        assertThat(a.reasons).containsExactly(new Decision.Deny(DenyReason.ADDRESS_DENIED, "deny 10.0.0.0/16"));
        assertThat(b.reasons).isEmpty();
    }

    @Test
    void keepsOutWhomOnlyTheOldPolicyAllowed() {
        Visitor late = visitor(A);
        gate.replace(ONLY_B);
        assertThat(gate.enter(late)).hasValue(NO_RULE);
        assertThat(gate.objection(A, late.upstream())).hasValue(NO_RULE);
        gate.replace(TargetPolicy.denyAll());
        assertThat(late.reasons).isEmpty();
    }

    @Test
    void letsInWhomBothAllow() {
        Visitor late = visitor(B);
        gate.replace(ONLY_B);
        assertThat(gate.enter(late)).isEmpty();
        assertThat(gate.replace(TargetPolicy.denyAll()).turnedOut()).isEqualTo(1);
    }

    @Test
    void forgetsWhoHasLeft() {
        Visitor gone = visitor(A);
        gate.enter(gone);
        gate.leave(gone);
        gate.leave(gone);
        assertThat(gate.replace(TargetPolicy.denyAll()).turnedOut()).isZero();
        assertThat(gone.reasons).isEmpty();
    }

    @Test
    void turnsNobodyOutTwice() {
        Visitor a = visitor(A);
        gate.enter(a);
        gate.replace(ONLY_B);
        gate.replace(TargetPolicy.denyAll());
        assertThat(a.reasons).hasSize(1);
    }

    @Test
    void theNewPolicyDecidesWhenALookupOutlivesTheOld() {
        CompletableFuture<List<InetAddress>> slow = new CompletableFuture<>();
        TargetGate waiting = new TargetGate(BOTH, host -> slow);
        CompletableFuture<Decision> a = waiting.admit(A).toCompletableFuture();
        CompletableFuture<Decision> b = waiting.admit(B).toCompletableFuture();
        waiting.replace(ONLY_B);
        slow.complete(List.of(StubResolver.address("10.0.0.1")));
        assertThat(a).isCompletedWithValue(NO_RULE);
        assertThat(b.join()).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.rule()).isEqualTo("b.ns");
            assertThat(allow.upstream().policyVersion()).isEqualTo(1);
        });
    }

    @Test
    void oneThatDoesNotGoInOrderKeepsNobodyElse() {
        Visitor first = visitor(A);
        Visitor second = visitor(A);
        Visitor third = visitor(A);
        for (Visitor visitor : List.of(first, second, third)) {
            visitor.isClumsy = true;
            gate.enter(visitor);
        }

        assertThat(gate.replace(ONLY_B).turnedOut()).isEqualTo(3);
        assertThat(List.of(first, second, third))
                .allSatisfy(visitor -> assertThat(visitor.reasons).containsExactly(NO_RULE));
    }

    @Test
    void keysPoolsByPolicy() {
        Upstream before = ((Decision.Allow) decide(gate, B)).upstream();
        gate.replace(ONLY_B);
        Upstream after = ((Decision.Allow) decide(gate, B)).upstream();
        assertThat(after.addresses()).isEqualTo(before.addresses());
        assertThat(after).isNotEqualTo(before);
    }

    private static final class Visitor implements Guest {
        private final Target target;
        private final Upstream upstream;
        private final List<Decision.Deny> reasons = new ArrayList<>();
        private boolean isClumsy;

        Visitor(Target target, Upstream upstream) {
            this.target = target;
            this.upstream = upstream;
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public Upstream upstream() {
            return upstream;
        }

        @Override
        public void turnOut(Decision.Deny why) {
            reasons.add(why);
            if (isClumsy) {
                throw new IllegalStateException("stumbles");
            }
        }
    }
}
