package io.github.opencodeproxy.servlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.policy.AddressRanges;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a header is believed from, and when it names anybody. */
class IdentityTest {

    private static final String HEADER = "kubeflow-userid";

    private final Identity fromGateway =
            Identity.header(HEADER, AddressRanges.parse(List.of("10.1.0.0/16", "fd00::/8", "::1/128")));

    @Test
    void everybodyIsAnonymousWhereNoHeaderIsBelieved() {
        assertThat(Identity.none().of(request("10.1.2.3", "ada@example.com"))).isEqualTo(User.ANONYMOUS);
    }

    @Test
    void whoeverSendsTheHeaderIsBelievedWithoutTrustedPeers() {
        assertThat(Identity.header(HEADER).of(request("203.0.113.7", "ada@example.com")))
                .isEqualTo(new User("ada@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "::ffff:10.1.2.3", "fd00::1", "fd00::1%eth0", "[::1]", "0:0:0:0:0:0:0:1"})
    void theGatewayIsBelieved(String peer) {
        assertThat(fromGateway.of(request(peer, "ada@example.com"))).isEqualTo(new User("ada@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.2.0.1", "203.0.113.7", "fe80::1", "::2", "localhost", "10.1", "", "10.1.2.3.evil.test"})
    void anotherPeerIsNot(String peer) {
        assertThat(fromGateway.of(request(peer, "ada@example.com"))).isEqualTo(User.ANONYMOUS);
    }

    @Test
    void aPeerIsJudgedByItselfAndNotByTheOneBefore() {
        assertThat(fromGateway.of(request("10.1.2.3", "ada")).isAnonymous()).isFalse();
        assertThat(fromGateway.of(request("10.2.2.3", "ada")).isAnonymous()).isTrue();
        assertThat(fromGateway.of(request("10.1.2.3", "ada")).isAnonymous()).isFalse();
        assertThat(fromGateway.of(request(null, "ada")).isAnonymous()).isTrue();
    }

    @Test
    void noHeaderOrTwoOrAnEmptyOneNameNobody() {
        assertThat(fromGateway.of(request("10.1.2.3"))).isEqualTo(User.ANONYMOUS);
        assertThat(fromGateway.of(request("10.1.2.3", " "))).isEqualTo(User.ANONYMOUS);
        assertThat(fromGateway.of(request("10.1.2.3", "ada", "bob"))).isEqualTo(User.ANONYMOUS);
        assertThat(fromGateway.of(request("10.1.2.3", "a".repeat(User.LONGEST_NAME + 1))))
                .isEqualTo(User.ANONYMOUS);
    }

    @Test
    void aUserDoesNotPrintItsName() {
        assertThat(new User("ada@example.com")).hasToString("User[…]");
        assertThat(User.ANONYMOUS).hasToString("User[anonymous]");
    }

    private static HttpServletRequest request(@org.jspecify.annotations.Nullable String peer, String... values) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                IdentityTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" -> Collections.enumeration(List.of(values));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
