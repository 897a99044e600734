package io.github.opencodeproxy.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Decision.Unresolved.Cause;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TargetGateTest {
    private static final Target TARGET = new Target.Requested(ServerUrl.parse("http://a.ns:4096/x"));
    private static final Allowlist POLICY = Allowlist.builder().allow("*.ns").build();

    @Test
    void oneBadAddressRefusesAll() {
        StubResolver resolver = new StubResolver(Map.of("a.ns", List.of("10.0.0.1", "127.0.0.1")));
        assertThat(admit(resolver)).isEqualTo(new Decision.Deny(DenyReason.ADDRESS_DENIED, "loopback"));
        assertThat(resolver.asked).containsExactly("a.ns");
    }

    @Test
    void pinsDistinctAddressesInOrder() {
        Decision decision = admit(new StubResolver(Map.of("a.ns", List.of("10.0.0.2", "10.0.0.1", "10.0.0.2"))));
        assertThat(decision).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.rule()).isEqualTo("*.ns");
            assertThat(allow.upstream().addresses())
                    .containsExactly(StubResolver.address("10.0.0.2"), StubResolver.address("10.0.0.1"));
            assertThat(allow.upstream().socketAddress().getAddress()).isEqualTo(StubResolver.address("10.0.0.2"));
            assertThat(allow.upstream()).hasToString("Upstream[http://a.ns:4096/x]");
        });
    }

    @Test
    void upstreamsAreEqualByUrlAndAddresses() {
        Decision.Allow one = (Decision.Allow) admit(new StubResolver(Map.of("a.ns", List.of("10.0.0.1"))));
        Decision.Allow same = (Decision.Allow) admit(new StubResolver(Map.of("a.ns", List.of("10.0.0.1"))));
        Decision.Allow other = (Decision.Allow) admit(new StubResolver(Map.of("a.ns", List.of("10.0.0.2"))));
        assertThat(one.upstream()).isEqualTo(same.upstream()).hasSameHashCodeAs(same.upstream());
        assertThat(one.upstream()).isNotEqualTo(other.upstream());
    }

    @Test
    void aRebindingResolverIsAskedOnlyOnce() {
        List<String> answers = new ArrayList<>(List.of("10.0.0.1", "127.0.0.1"));
        HostResolver rebinding =
                host -> CompletableFuture.completedFuture(List.of(StubResolver.address(answers.remove(0))));
        assertThat(admit(rebinding)).isInstanceOf(Decision.Allow.class);
        assertThat(answers).containsExactly("127.0.0.1");
    }

    @Test
    void namesWithoutAddressAreUnresolved() {
        assertThat(admit(new StubResolver(Map.of()))).isEqualTo(new Decision.Unresolved(Cause.NO_ADDRESS, "*.ns"));
        assertThat(admit(new StubResolver(Map.of("a.ns", List.of()))))
                .isEqualTo(new Decision.Unresolved(Cause.NO_ADDRESS, "*.ns"));
    }

    @Test
    void resolverFailuresAreDecisions() {
        assertThat(admit(host -> CompletableFuture.failedFuture(new TimeoutException())))
                .isEqualTo(new Decision.Unresolved(Cause.TIMEOUT, "*.ns"));
        assertThat(admit(host -> CompletableFuture.failedFuture(new CompletionException(new UnknownHostException()))))
                .isEqualTo(new Decision.Unresolved(Cause.NO_ADDRESS, "*.ns"));
        assertThat(admit(host -> CompletableFuture.failedFuture(new IllegalStateException())))
                .isEqualTo(new Decision.Unresolved(Cause.FAILED, "*.ns"));
        assertThat(admit(host -> {
                    throw new IllegalStateException();
                }))
                .isEqualTo(new Decision.Unresolved(Cause.FAILED, "*.ns"));
    }

    @Test
    void zonesDoNotHideAnAddress() throws UnknownHostException {
        byte[] linkLocal = StubResolver.address("fe80::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress("a.ns", linkLocal, 1);
        assertThat(admit(host -> CompletableFuture.completedFuture(List.of(scoped))))
                .isEqualTo(new Decision.Deny(DenyReason.ADDRESS_DENIED, "link-local, metadata"));
    }

    @Test
    void denyAllRefusesEverything() {
        TargetGate gate = new TargetGate(TargetPolicy.denyAll(), new StubResolver(Map.of()));
        assertThat(gate.admit(TARGET).toCompletableFuture())
                .isCompletedWithValueMatching(Decision.Deny.class::isInstance);
    }

    private static Decision admit(HostResolver resolver) {
        return new TargetGate(POLICY, resolver)
                .admit(TARGET)
                .toCompletableFuture()
                .join();
    }
}
