package io.github.opencodeproxy.servlet.contract.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.Allowlist;
import io.github.opencodeproxy.servlet.contract.ContractContainer.Capability;
import io.github.opencodeproxy.servlet.contract.RunningProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the tables say about servers holds whichever way a request names one. A refusal comes before anything is dialled,
 * and before any lookup where the name alone decides; what is allowed goes to the addresses that were looked at.
 */
class TargetCorpusContractTest {

    private static Cluster p1;
    private static Cluster p2;

    @BeforeAll
    static void start() throws IOException {
        p1 = new Cluster(Allowlist.builder().allow("*.svc.cluster.local").build());
        p2 = new Cluster(Allowlist.builder()
                .allow("*.svc.cluster.local")
                .selfNames(List.of("mynb.team-a.svc.cluster.local"))
                .build());
    }

    @AfterAll
    static void stop() throws IOException {
        p1.close();
        p2.close();
    }

    @BeforeEach
    void forget() {
        p1.forget();
        p2.forget();
    }

    static Stream<Arguments> refused() throws IOException {
        return ways(rows("ssrf-deny"));
    }

    static Stream<Arguments> allowed() throws IOException {
        List<JsonNode> rows = rows("ssrf-allow");
        return Stream.concat(
                ways(rows)
                        .filter(row -> row.get()[0] == Way.QUERY
                                || row.get()[0] == Way.EVENTS
                                || row.get()[0] == Way.WEBSOCKET_BY_QUERY),
                ways(rows.stream().filter(row -> !row.has("via")).toList())
                        .filter(row -> row.get()[0] == Way.HEADER || row.get()[0] == Way.WEBSOCKET_BY_HEADER));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("refused")
    void refusesWithoutDialling(Way way, String id, String why, JsonNode row) throws Exception {
        Cluster cluster = row.get("policy").asText().equals("P2") ? p2 : p1;
        tell(cluster, row);
        String url = row.get("url").asText();

        Cluster.Answer answer = cluster.send(way, url);

        assertRefused(way, url, cluster, answer, ints(row.at("/expect/status")));
        boolean needsLookup = row.get("stage").asText().equals("resolve");
        assertThat(cluster.asked()).hasSizeLessThanOrEqualTo(needsLookup ? 1 : 0);
    }

    /** By HTTP on this module's own container alone: nothing in it depends on the others, and there are many. */
    @ParameterizedTest
    @EnumSource
    void refusesMoreOfEachKindWithoutAnyLookup(Way way) {
        if (way.isWebSocket()) {
            RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        } else {
            RunningProxy.assumeContainerLacks(Capability.WEBSOCKET);
        }
        assertThat(TargetVariants.refused()).filteredOn(way::canSay).allSatisfy(url -> {
            Cluster.Answer answer = p2.send(way, url);

            assertRefused(way, url, p2, answer, List.of(400, 403));
            assertThat(p2.asked()).isEmpty();
        });
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("allowed")
    void dialsTheVettedAddressOnce(Way way, String id, String why, JsonNode row) throws Exception {
        Cluster cluster = row.get("policy").asText().equals("P2") ? p2 : p1;
        tell(cluster, row);
        JsonNode expect = row.get("expect");
        String host = expect.get("host").asText();
        int before = cluster.requests();

        Cluster.Answer answer = cluster.send(way, row.get("url").asText());

        assertThat(cluster.asked()).containsExactly(host);
        // A pooled connection was dialled for the same addresses before.
        assertThat(cluster.dialled())
                .allSatisfy(address -> assertThat((InetSocketAddress) address)
                        .satisfies(dialled -> assertThat(dialled.getAddress()).isIn(addresses(row, host)))
                        .extracting(InetSocketAddress::getPort)
                        .isEqualTo(expect.get("port").asInt()));
        if (expect.get("scheme").asText().equals("https")) {
            // The server here speaks no TLS. What counts is where it was dialled and by what name it was greeted.
            assertThat(answer.status()).isEqualTo(502);
            await().untilAsserted(() -> assertThat(cluster.handshakes())
                    .isNotEmpty()
                    .allSatisfy(bytes -> assertThat(bytes).contains(host)));
            return;
        }
        assertThat(answer.status()).isEqualTo(way.isWebSocket() ? 101 : 200);
        assertThat(cluster.requests()).isEqualTo(before + 1);
        assertThat(cluster.lastRequest())
                .startsWith("GET " + expect.get("basePath").asText() + "/x HTTP/1.1\r\n")
                .containsIgnoringCase("\nHost: " + expect.get("hostHeader").asText() + "\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void oneBadAddressAmongGoodOnesIsEnough(Way way) throws Exception {
        assumeThatContainerKnows(way);
        for (String bad : TargetVariants.BAD_ADDRESSES) {
            p1.forget();
            p1.resolves("mixed.ns.svc.cluster.local", List.of(List.of("10.1.2.3", bad, "10.1.2.4")));

            Cluster.Answer answer = p1.send(way, "http://mixed.ns.svc.cluster.local:4096");

            assertRefused(way, bad, p1, answer, List.of(403));
            assertThat(p1.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatChangesItsMindIsRefusedAlthoughAConnectionIsThere(Way way) throws Exception {
        assumeThatContainerKnows(way);
        String url = "http://turncoat.ns.svc.cluster.local:4096";
        p1.resolves("turncoat.ns.svc.cluster.local", List.of(List.of("10.9.9.9"), List.of("127.0.0.1")));
        assertThat(p1.send(Way.HEADER, url).status()).isEqualTo(200);
        p1.forget();

        Cluster.Answer answer = p1.send(way, url);

        assertRefused(way, url, p1, answer, List.of(403));
    }

    @ParameterizedTest
    @EnumSource
    void aNameWithoutAnyAddressIsNoHost(Way way) throws Exception {
        assumeThatContainerKnows(way);
        p1.resolves("empty.ns.svc.cluster.local", List.of(List.of()));

        Cluster.Answer answer = p1.send(way, "http://empty.ns.svc.cluster.local:4096");

        assertRefused(way, "empty.ns", p1, answer, List.of(502));
    }

    /** The health report tells it of each server, in an answer that is whole. */
    private static void assertRefused(
            Way way, String url, Cluster cluster, Cluster.Answer answer, List<Integer> statuses) {
        assertThat(cluster.dialled()).as("dialled").isEmpty();
        if (!answer.head().contains("X-Opencode-Proxy: ")) {
            // The container has refused the request before us, in its own words.
            assertThat(answer.status()).isEqualTo(400);
            return;
        }
        assertThat(answer.body()).doesNotContain("<", "10.1.2.", "reached", "Exception");
        if (way == Way.HEALTH_CHECK) {
            assertThat(answer.status()).isIn(200, 400);
            assertThat(answer.body()).doesNotContain("\"healthy\"");
            return;
        }
        assertThat(answer.status()).as(answer.head() + answer.body()).isIn(statuses);
        if (url.strip().length() > 5) {
            assertThat(answer.head() + answer.body()).doesNotContain(url.strip());
        }
    }

    private static void tell(Cluster cluster, JsonNode row) {
        row.path("resolve")
                .properties()
                .forEach(entry -> cluster.resolves(entry.getKey(), List.of(texts(entry.getValue()))));
    }

    private static List<InetAddress> addresses(JsonNode row, String host) {
        return texts(row.at("/resolve/" + host)).stream()
                .map(text -> ServerUrl.parse(text.contains(":") ? "[" + text + "]" : text)
                        .literalAddress()
                        .orElseThrow())
                .toList();
    }

    private static void assumeThatContainerKnows(Way way) {
        if (way.isWebSocket()) {
            RunningProxy.assumeContainerHas(Capability.WEBSOCKET);
        }
    }

    private static Stream<Way> ways() {
        boolean hasWebSockets = RunningProxy.containerHas(Capability.WEBSOCKET);
        return Stream.of(Way.values()).filter(way -> hasWebSockets || !way.isWebSocket());
    }

    private static Stream<Arguments> ways(List<JsonNode> rows) {
        return rows.stream()
                .flatMap(row -> ways().filter(way -> way.canSay(row.get("url").asText()))
                        .map(way -> Arguments.of(
                                way,
                                row.get("id").asText(),
                                row.path("reason").asText() + row.path("note").asText(),
                                row)));
    }

    private static List<Integer> ints(JsonNode numbers) {
        return IntStream.range(0, numbers.size())
                .mapToObj(i -> numbers.get(i).asInt())
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<JsonNode> rows(String table) throws IOException {
        try (InputStream in = TargetCorpusContractTest.class.getResourceAsStream("/corpora/" + table + ".json")) {
            return StreamSupport.stream(
                            new ObjectMapper().readTree(in).get("cases").spliterator(), false)
                    .toList();
        }
    }
}
