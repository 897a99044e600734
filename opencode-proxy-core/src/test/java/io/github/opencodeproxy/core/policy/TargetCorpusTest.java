package io.github.opencodeproxy.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.Corpus;
import io.github.opencodeproxy.core.connection.ServerUrl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetCorpusTest {
    private static final Allowlist P1 =
            Allowlist.builder().allow("*.svc.cluster.local").build();
    private static final Allowlist P2 = Allowlist.builder()
            .allow("*.svc.cluster.local")
            .selfNames(List.of("mynb.team-a.svc.cluster.local"))
            .build();

    static Stream<Corpus.Row> allowed() {
        return Corpus.rows("ssrf-allow", "cases");
    }

    static Stream<Corpus.Row> deniedByPolicy() {
        return Corpus.rows("ssrf-deny", "cases").filter(row -> row.text("stage").equals("policy"));
    }

    static Stream<Corpus.Row> deniedAfterResolution() {
        return Corpus.rows("ssrf-deny", "cases").filter(row -> row.text("stage").equals("resolve"));
    }

    static Stream<Corpus.Row> addresses() {
        return Corpus.rows("address-class", "cases");
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void admitsAndPinsWithOneLookup(Corpus.Row row) {
        Map<String, List<String>> answers = answers(row);
        StubResolver resolver = new StubResolver(answers);
        ServerUrl url = ServerUrl.parse(row.text("url"));
        assertThat(decide(row, url, resolver)).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            Upstream upstream = allow.upstream();
            assertThat(upstream.url()).hasToString(row.expect().get("canonical").asText());
            assertThat(upstream.url().hostHeader())
                    .isEqualTo(row.expect().get("hostHeader").asText());
            assertThat(upstream.url().basePath())
                    .isEqualTo(row.expect().get("basePath").asText());
            assertThat(upstream.addresses())
                    .containsExactlyElementsOf(answers.getOrDefault(url.host(), List.of()).stream()
                            .map(StubResolver::address)
                            .toList());
            assertThat(upstream.socketAddress().getPort())
                    .isEqualTo(row.expect().get("port").asInt());
        });
        assertThat(resolver.asked).containsExactly(url.host());
    }

    @ParameterizedTest
    @MethodSource("deniedByPolicy")
    void refusesByNameWithoutAnyLookup(Corpus.Row row) {
        StubResolver resolver = new StubResolver(Map.of());
        Decision decision = decide(row, ServerUrl.parse(row.text("url")), resolver);
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny -> assertThat(deny.reason().code()).isEqualTo(row.text("refCode")));
        assertThat(resolver.asked).isEmpty();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("deniedAfterResolution")
    void refusesByAddressAfterOneLookup(Corpus.Row row) {
        StubResolver resolver = new StubResolver(answers(row));
        Decision decision = decide(row, ServerUrl.parse(row.text("url")), resolver);
        assertThat(decision).isNotInstanceOf(Decision.Allow.class);
        assertThat(resolver.asked).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void judgesResolvedAddressesAsTheTableSays(Corpus.Row row) {
        StubResolver resolver = new StubResolver(Map.of("a.b.svc.cluster.local", List.of(row.text("address"))));
        Decision decision = decide(row, ServerUrl.parse("a.b.svc.cluster.local"), resolver);
        assertThat(decision).isInstanceOf(row.text("p1").equals("allow") ? Decision.Allow.class : Decision.Deny.class);
        assertThat(AddressClass.of(StubResolver.address(row.text("address"))).isAlwaysDenied())
                .isEqualTo(row.text("rule").startsWith("alwaysDeny"));
    }

    private static Decision decide(Corpus.Row row, ServerUrl url, HostResolver resolver) {
        TargetGate gate = new TargetGate(row.text("policy").equals("P2") ? P2 : P1, resolver);
        return gate.admit(new Target.Requested(url)).toCompletableFuture().join();
    }

    private static Map<String, List<String>> answers(Corpus.Row row) {
        Map<String, List<String>> answers = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : row.json().path("resolve").properties()) {
            List<String> addresses = new ArrayList<>();
            entry.getValue().forEach(address -> addresses.add(address.asText()));
            answers.put(entry.getKey(), addresses);
        }
        return answers;
    }
}
