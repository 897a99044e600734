package io.github.opencodeproxy.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.opencodeproxy.core.connection.Credentials;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import io.github.opencodeproxy.core.connection.ServerConnection;
import io.github.opencodeproxy.core.connection.ServerKey;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowlistTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.ns.svc.cluster.local | a.ns.svc.cluster.local:4096 | allow",
                "*.ns.svc.cluster.local | https://a.b.ns.svc.cluster.local | allow",
                "*.ns.svc.cluster.local | ns.svc.cluster.local | host_denied",
                "*.ns.svc.cluster.local | xns.svc.cluster.local | host_denied",
                "*.ns.svc.cluster.local | a.ns.svc.cluster.local:8080 | port_denied",
                "*.ns.svc.cluster.local:8080 | a.ns.svc.cluster.local:8080 | allow",
                "*.ns.svc.cluster.local:8080 | a.ns.svc.cluster.local | port_denied",
                "*.ns.svc.cluster.local:* | a.ns.svc.cluster.local:1 | allow",
                "https://*.ns.svc.cluster.local | http://a.ns.svc.cluster.local:443 | scheme_denied",
                "HTTPS://*.NS.svc.cluster.local. | https://a.ns.svc.cluster.local | allow",
                "a.ns/team | http://a.ns/team/x | allow",
                "a.ns/team | http://a.ns/team | allow",
                "a.ns/team | http://a.ns/teams | base_path_denied",
                "a.ns/team | http://a.ns | base_path_denied",
                "a.ns:*/team | http://a.ns:99/team | allow",
                "a.ns | http://b.a.ns | host_denied",
                "a.ns:99 *.ns | http://a.ns | allow",
                "none | http://a.ns | host_denied",
                "'' | http://a.ns | host_denied",
                "*.svc.cluster.local | kubernetes.default.svc.cluster.local:443 | control_plane",
                "*.svc.cluster.local | x.kubernetes.default.svc.cluster.local | control_plane",
                "*.svc.cluster.local | web.default.svc.cluster.local | allow",
                "*.svc.cluster.local | a.kube-anything.svc.cluster.local | control_plane",
                "*.svc.cluster.local | pod.web.kubeflow.svc.cluster.local | control_plane",
                "*.svc.cluster.local | kubeflow.team.svc.cluster.local | allow",
                "*.svc.cluster.local | kubeflow-x.svc.cluster.local | allow",
                "*.svc.cluster.local | a.auth.svc.b.svc.cluster.local | control_plane",
                "*.monitoring | grafana.monitoring | control_plane",
                "*.default | kubernetes.default | control_plane",
                "*.svc | prom.monitoring.svc | control_plane",
                "*.corp | a.istio-system.svc.k8s.corp | control_plane",
                "*.local | 10-0-0-1.kube-system.pod.cluster.local | control_plane",
                "*.example.com | auth.example.com | allow",
                "*.svc.cluster.local kubernetes.default.svc.cluster.local | kubernetes.default.svc.cluster.local:443 | allow",
                "*.svc.cluster.local kubernetes.default.svc.cluster.local:80 | kubernetes.default.svc.cluster.local:443 | control_plane",
                "*.svc.cluster.local | nb.me.svc.cluster.local | self",
                "*.svc.cluster.local | 0.nb.me.svc.cluster.local | self",
                "*.svc.cluster.local | xnb.me.svc.cluster.local | allow",
                "*.me *.svc | nb.me.svc | self",
                "*.me | nb.me | self",
                "*.svc.cluster.local | a.blocked.svc.cluster.local:443 | host_denied",
                "*.svc.cluster.local | deny8080.ns.svc.cluster.local | allow",
                "*.svc.cluster.local:* | deny8080.ns.svc.cluster.local:8080 | host_denied",
                "10.20.0.0/16 | 10.20.1.2:4096 | allow",
                "10.20.0.0/16 | 10.20.1.2:22 | port_denied",
                "10.20.0.0/16 | 10.21.1.2:4096 | ip_literal",
                "10.20.0.0/16 | [::ffff:10.20.1.2]:4096 | allow",
                "10.0.0.0/8 | 10.9.9.9:443 | address_denied",
                "10.0.0.0/8 | 10.8.8.8 | self",
                "10.9.9.9:443 | 10.9.9.9:443 | allow",
                "100.0.0.0/8 | 100.100.100.200 | address_denied",
                "fd00::/8 | [fd00::1]:4096 | allow",
                "fd00::/8 | [fd00:ec2::254] | address_denied",
                "http://127.0.0.1:4100 | http://127.0.0.1:4100 | allow",
                "http://127.0.0.1:4100 | http://127.0.0.1:4096 | port_denied",
                "http://127.0.0.1:4100 | https://127.0.0.1:4100 | scheme_denied",
                "http://127.0.0.1:4100 | http://127.0.0.2:4100 | ip_literal",
                "[::1]:4100 | [0:0::1]:4100 | allow",
                "8.8.8.8 | 8.8.8.8:443 | allow",
                "*.ns | 10.0.0.1 | ip_literal"
            })
    void decidesByRule(String rules, String url, String expected) {
        Allowlist policy = Allowlist.builder()
                .allow(rules)
                .deny("*.blocked.svc.cluster.local, deny8080.ns.svc.cluster.local:8080 10.9.0.0/16")
                .selfNames(List.of("nb.me.svc.cluster.local"))
                .selfAddresses(List.of(StubResolver.address("10.8.8.8")))
                .build();
        assertThat(verdict(policy, new Target.Requested(ServerUrl.parse(url)), "10.1.2.3"))
                .isEqualTo(expected);
    }

    @Test
    void allowsOnlyTheOwnNamespaceByDefault() {
        Allowlist own = Allowlist.builder().namespace("team-a").build();
        assertThat(requested(own, "s.team-a.svc.cluster.local:4096")).isEqualTo("allow");
        assertThat(requested(own, "s.team-b.svc.cluster.local:4096")).isEqualTo("host_denied");
        assertThat(requested(Allowlist.builder().build(), "s.team-a.svc.cluster.local"))
                .isEqualTo("host_denied");
        Allowlist replaced =
                Allowlist.builder().namespace("team-a").allow("none").build();
        assertThat(requested(replaced, "s.team-a.svc.cluster.local")).isEqualTo("host_denied");
    }

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/16 *.ns, 10.20.0.1, allow",
        "10.20.0.0/16 *.ns, 10.21.0.1, address_denied",
        "10.20.0.0/16 *.ns, 192.168.0.1, address_denied",
        "203.0.112.0/20 *.ns, 203.0.113.9, allow",
        "126.0.0.0/7 *.ns, 127.0.0.1, address_denied",
        "*.ns, 172.31.255.255, allow",
        "*.ns, 172.32.0.0, address_denied",
        "*.ns, 10.9.0.1, address_denied",
        "*.ns, 10.8.8.8, self",
        "*.ns, ::ffff:10.1.1.1, allow"
    })
    void judgesWhatANameResolvesTo(String rules, String address, String expected) {
        Allowlist policy = Allowlist.builder()
                .allow(rules)
                .deny("10.9.0.0/16")
                .selfAddresses(List.of(StubResolver.address("10.8.8.8")))
                .build();
        assertThat(verdict(policy, new Target.Requested(ServerUrl.parse("a.ns")), address))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4096, 10.0.0.1, allow",
        "http://[::1]:4096, 10.0.0.1, allow",
        "http://localhost:4096, 127.0.0.1, allow",
        "http://localhost:4096, ::1, allow",
        "http://sandbox.example:1234/x, 8.8.8.8, allow",
        "http://kubernetes.default.svc, 10.0.0.1, allow",
        "http://sandbox.example, 127.0.0.1, address_denied",
        "http://sandbox.example, 169.254.169.254, address_denied",
        "http://169.254.169.254, 10.0.0.1, address_denied",
        "http://0.0.0.0:4096, 10.0.0.1, address_denied",
        "http://224.0.0.1, 10.0.0.1, address_denied",
        "http://[::], 10.0.0.1, address_denied"
    })
    void aConfiguredServerIsAnExactException(String url, String address, String expected) {
        Allowlist nothing = Allowlist.builder().build();
        assertThat(verdict(nothing, provided(url, ProvidedServer.Source.CONFIG), address))
                .isEqualTo(expected);
    }

    @Test
    void theUrlOfAConfiguredServerIsNoExceptionWithoutItsKey() {
        assertThat(requested(Allowlist.builder().build(), "http://127.0.0.1:4096"))
                .isEqualTo("ip_literal");
    }

    @ParameterizedTest
    @CsvSource({
        "http://sandbox.any:1234, 10.0.0.1, allow",
        "http://10.0.0.1:1234, 10.0.0.1, allow",
        "http://sandbox.any:1234, 8.8.8.8, address_denied",
        "http://8.8.8.8, 10.0.0.1, address_denied",
        "http://127.0.0.1:4096, 10.0.0.1, address_denied",
        "http://localhost:4096, 127.0.0.1, address_denied",
        "http://api.kube-system.svc, 10.0.0.1, control_plane"
    })
    void aDiscoveredServerMustBePrivate(String url, String address, String expected) {
        Allowlist nothing = Allowlist.builder().build();
        assertThat(verdict(nothing, provided(url, ProvidedServer.Source.DISCOVERED), address))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*:4096",
                "http://*",
                "http://*:*",
                "*.",
                "*.*",
                "a.*.b",
                "a*.b",
                "*a.b",
                "a.*",
                "**.a",
                "^.*$",
                ".*\\.local",
                "(a|b).c",
                "user@a.b",
                "u:SECRET@a.b",
                "a.b?x",
                "a.b#x",
                "a_b",
                "a..b",
                "*.1.2.3.4",
                "ftp://a.b",
                "*://a.b",
                "a.b:0",
                "a.b:99999",
                "a.b:http",
                "a.b:80-90",
                "a.b/../c",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "010.0.0.0/8",
                "10.0/8",
                "fd00::/129",
                "fd00::1/8",
                "::ffff:10.0.0.0/104",
                "0.0.0.0/0",
                "::/0",
                "127.0.0.0/8",
                "169.254.0.0/16",
                "127.0.0.1",
                "127.0.0.1:*",
                "169.254.169.254:80",
                "0.0.0.0:4096",
                "::1",
                "10.0.0.0/+8",
                "10.0.0.0/08"
            })
    void refusesRulesThatCouldMeanAnything(String rule) {
        Allowlist.Builder builder = Allowlist.builder().allow(rule);
        assertThatThrownBy(builder::build).isInstanceOfSatisfying(InvalidPolicyException.class, e -> {
            assertThat(e.problems()).hasSize(1);
            assertThat(e.problems().get(0)).startsWith("allow \"").doesNotContain("SECRET");
        });
    }

    @Test
    void reportsAllProblemsAtOnce() {
        Allowlist.Builder builder = Allowlist.builder()
                .allow("*, ok.ns\n10.0.0.1/8")
                .deny("a.b/c")
                .namespace("Team A")
                .selfNames(List.of("a_b"));
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidPolicyException.class,
                        e -> assertThat(e.problems()).hasSize(5));
    }

    @Test
    void namesASourceForEachRange() {
        assertThat(Arrays.stream(AddressClass.values()))
                .allSatisfy(rung -> assertThat(rung.source()).isNotBlank())
                .allSatisfy(rung -> assertThat(rung.label()).isNotBlank());
        assertThat(AddressClass.LOOPBACK.ranges()).containsExactly("127.0.0.0/8", "::1/128");
        assertThat(AddressClass.of(StubResolver.address("10.0.0.1")).isPrivate())
                .isTrue();
    }

    private static String requested(Allowlist policy, String url) {
        return verdict(policy, new Target.Requested(ServerUrl.parse(url)), "10.1.2.3");
    }

    private static String verdict(Allowlist policy, Target target, String address) {
        StubResolver resolver = new StubResolver(Map.of(target.url().host(), List.of(address)));
        Decision decision = new TargetGate(policy, resolver)
                .admit(target)
                .toCompletableFuture()
                .join();
        return decision instanceof Decision.Deny deny ? deny.reason().code() : "allow";
    }

    private static Target provided(String url, ProvidedServer.Source source) {
        var connection = new ServerConnection.Http(ServerUrl.parse(url), "a server", Credentials.none());
        return new Target.Provided(new ProvidedServer(ServerKey.parse("local"), connection, source, false));
    }
}
