package io.github.opencodeproxy.kubernetes;

import static io.github.opencodeproxy.kubernetes.Manifests.claim;
import static io.github.opencodeproxy.kubernetes.Manifests.condition;
import static io.github.opencodeproxy.kubernetes.Manifests.ready;
import static io.github.opencodeproxy.kubernetes.Manifests.sandbox;
import static io.github.opencodeproxy.kubernetes.Manifests.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.connection.Discovery;
import io.github.opencodeproxy.core.connection.Discovery.State;
import io.github.opencodeproxy.core.connection.ProvidedServer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {

    private static final String POOLED = "\"labels\":{\"agents.x-k8s.io/warm-pool-sandbox\":\"pool\"}";
    private static final String POD = "\"podIPs\":[\"10.1.2.3\"]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'port':4096}                                            | http://box.team.svc.cluster.local:4096",
                "{'name':'http','port':80},{'name':'x','port':4096}       | http://box.team.svc.cluster.local:4096",
                "{'port':4096},{'name':'opencode','port':8080}            | http://box.team.svc.cluster.local:8080",
                "{'name':'http-opencode','port':80}                       | http://box.team.svc.cluster.local",
                "{'name':'https-opencode','port':443}                     | https://box.team.svc.cluster.local",
                "{'name':'opencode','port':8443,'appProtocol':'https'}    | https://box.team.svc.cluster.local:8443",
                "{'name':'http','port':8080}                              | ",
                "{'name':'opencode','port':4096,'protocol':'UDP'}         | ",
                "{'name':'opencode','port':0}                             | ",
            })
    void aServiceIsAServerWhenItHasThePort(String ports, String url) {
        assertThat(urls(List.of(service("box", ports.replace('\'', '"'))), List.of(), List.of()))
                .isEqualTo(url == null ? List.of() : List.of(url));
    }

    @Test
    void aServiceThatIsTheNameOfSomethingElsewhereIsNoServer() {
        String external = service("box").replace("ClusterIP\"", "ExternalName\"");

        assertThat(urls(List.of(external), List.of(), List.of())).isEmpty();
    }

    @Test
    void aSandboxTellsWhatItIs() {
        assertThat(servers(List.of(), List.of(sandbox("box")), List.of()))
                .singleElement()
                .satisfies(server -> {
                    assertThat(server.key()).hasToString("box");
                    assertThat(server.source()).isEqualTo(ProvidedServer.Source.DISCOVERED);
                    assertThat(server.isDefault()).isFalse();
                    assertThat(server.discovery())
                            .isEqualTo(new Discovery(
                                    "sandbox", State.READY, null, "opencode", Instant.parse("2026-11-01T12:00:00Z")));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "Running,   Ready,     True,  READY",
        "Running,   Ready,     False, WAKING",
        "Running,   Other,     True,  WAKING",
        "Suspended, Ready,     True,  SUSPENDING",
        "Suspended, Suspended, False, SUSPENDING",
        "Suspended, Suspended, True,  SUSPENDED",
        "Running,   Finished,  True,  FINISHED",
    })
    void aSandboxHasTheStateThatItsUserSees(String mode, String condition, String status, State state) {
        String sandbox = sandbox("box", mode, condition(condition, status), "");

        assertThat(servers(List.of(), List.of(sandbox), List.of()))
                .extracting(server -> discovery(server).state())
                .containsExactly(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'serviceFQDN':'box.team.svc.cluster.local','podIPs':['10.1.2.3'] | http://box.team.svc.cluster.local:4096",
                "'serviceFQDN':'box.team.svc.corp.example'                        | http://box.team.svc.corp.example:4096",
                "'podIPs':['10.1.2.3','fd00::3']                                  | http://10.1.2.3:4096",
                "'podIPs':['fd00::3']                                             | http://[fd00::3]:4096",
                // Nothing answers there while it has neither.
                "'podIPs':[]                                                      | http://box.team.svc.cluster.local:4096",
                // A status does not lead anywhere else.
                "'serviceFQDN':'vault.kube-system.svc.cluster.local'              | http://box.team.svc.cluster.local:4096",
                "'serviceFQDN':'box.team.svc./../x'                               | http://box.team.svc.cluster.local:4096",
                "'podIPs':['vault.kube-system']                                   | http://box.team.svc.cluster.local:4096",
            })
    void aSandboxIsReachedByItsServiceElseByItsPod(String status, String url) {
        String sandbox = sandbox("box", "Running", ready("True"), status.replace('\'', '"'));

        assertThat(urls(List.of(), List.of(sandbox), List.of())).containsExactly(url);
    }

    @Test
    void aSandboxWithoutThePortIsNoServer() {
        assertThat(urls(
                        List.of(),
                        List.of(sandbox("box").replace("http-opencode", "http").replace("4096", "8888")),
                        List.of()))
                .isEmpty();
    }

    @Test
    void aSandboxThatIsBeingDeletedIsGone() {
        String leaving =
                sandbox("box", "\"deletionTimestamp\":\"2026-11-01T13:00:00Z\"", "Running", ready("True"), POD);

        assertThat(urls(List.of(), List.of(leaving), List.of())).isEmpty();
    }

    @Test
    void aSandboxInAWarmPoolIsNobodysUntilItIsClaimed() {
        String waiting = sandbox("pool-abc", POOLED, "Running", ready("True"), POD);

        assertThat(servers(List.of(), List.of(waiting), List.of())).isEmpty();
        assertThat(servers(List.of(), List.of(waiting), List.of(claim("mine", "pool-abc"))))
                .singleElement()
                .satisfies(server -> {
                    assertThat(server.key()).hasToString("mine");
                    assertThat(server.connection().displayName()).isEqualTo("mine");
                    assertThat(server.connection().url()).hasToString("http://10.1.2.3:4096");
                    assertThat(discovery(server).claim()).isEqualTo("mine");
                });
    }

    @Test
    void aClaimWithoutASandboxIsNoServerYet() {
        assertThat(servers(List.of(), List.of(), List.of(claim("mine", ""), claim("yours", "pool-x"))))
                .isEmpty();
    }

    @Test
    void aSandboxAndTheServiceOfItsNameAreOneServer() {
        assertThat(servers(List.of(service("box"), service("other")), List.of(sandbox("box")), List.of()))
                .extracting(server -> server.key() + " " + discovery(server).kind())
                .containsExactly("box sandbox", "other service");
    }

    @Test
    void twoOfAKeyAreBothThere() {
        List<ProvidedServer> servers = servers(
                List.of(service("mine")),
                List.of(sandbox("pool-abc", POOLED, "Running", ready("True"), POD)),
                List.of(claim("mine", "pool-abc")));

        assertThat(servers)
                .extracting(server -> server.connection().displayName())
                .containsExactly("mine", "mine");
        assertThat(servers).extracting(ProvidedServer::key).doesNotHaveDuplicates();
        assertThat(servers).extracting(server -> server.key().value()).contains("mine");
    }

    @ParameterizedTest
    @CsvSource({
        "gpu-box, gpu-box",
        "gpu--box, gpu-box-[0-9a-f]{8}",
        "a.b, a-b-[0-9a-f]{8}",
        "a-very-long-name-of-a-sandbox-that-somebody-has-typed-in-on-a-rainy-day, a-very-long-name-.*-[0-9a-f]{8}",
        "a-very-long-name-of-a-sandbox-that-somebody-has-typed-i.-on-a-rainy-day, a-very-long-name-.*-[0-9a-f]{8}",
    })
    void aNameBecomesAKey(String name, String key) {
        assertThat(Keys.of(name).value()).matches(key);
        assertThat(Keys.of(name)).isEqualTo(Keys.of(name));
    }

    @Test
    void namesThatLookAlikeHaveKeysOfTheirOwn() {
        assertThat(Stream.of("a-b", "a--b", "a.b", "a-.b").map(Keys::of)).doesNotHaveDuplicates();
    }

    private static Discovery discovery(ProvidedServer server) {
        return Objects.requireNonNull(server.discovery());
    }

    private static List<String> urls(List<String> services, List<String> sandboxes, List<String> claims) {
        return servers(services, sandboxes, claims).stream()
                .map(server -> server.connection().url().toString())
                .toList();
    }

    private static List<ProvidedServer> servers(List<String> services, List<String> sandboxes, List<String> claims) {
        return Listing.of(
                "team",
                read(services, ServiceItem::read),
                read(sandboxes, SandboxItem::read),
                read(claims, ClaimItem::read));
    }

    private static <T> List<T> read(List<String> texts, Function<JsonNode, Optional<T>> reader) {
        return texts.stream()
                .flatMap(text -> reader.apply(parse(text)).stream())
                .toList();
    }

    private static JsonNode parse(String text) {
        try {
            return ApiClient.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
