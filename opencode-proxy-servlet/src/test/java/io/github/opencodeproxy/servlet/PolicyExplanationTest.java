package io.github.opencodeproxy.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.connection.ServerUrl;
import io.github.opencodeproxy.core.policy.HostResolver;
import io.github.opencodeproxy.servlet.PolicyExplanation.Result;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ProxyConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An operator asks why a server can, or cannot, be reached. */
class PolicyExplanationTest {

    private static final ProxyConfig CONFIG = ProxyConfig.read(ConfigSources.of(
            Map.of(
                    "opencode.proxy.allow", "*.svc.cluster.local",
                    "opencode.proxy.deny", "secret.team.svc.cluster.local",
                    "opencode.proxy.servers.box.url", "http://box.example:4096",
                    "opencode.proxy.servers.box.password", "CANARY"),
            Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1")));

    private static HostResolver finding(String... addresses) {
        List<InetAddress> found = Stream.of(addresses)
                .map(text -> ServerUrl.parse(text).literalAddress().orElseThrow())
                .toList();
        return host -> CompletableFuture.completedFuture(found);
    }

    private static HostResolver failing(Exception failure) {
        return host -> CompletableFuture.failedFuture(failure);
    }

    private static PolicyExplanation explain(String server, HostResolver resolver) {
        return PolicyExplanation.of(CONFIG, server, resolver);
    }

    @Test
    void namesTheRuleAndTheAddressesOfWhatIsAllowed() {
        PolicyExplanation explanation = explain("http://a.team.svc.cluster.local:4096", finding("10.1.2.3"));
        assertThat(explanation.result()).isEqualTo(Result.ALLOWED);
        assertThat(explanation.text()).isEqualTo("""
                        server    http://a.team.svc.cluster.local:4096
                        rules     *.svc.cluster.local
                        denied    secret.team.svc.cluster.local, 10.96.0.1/32
                        by name   allowed by *.svc.cluster.local
                        address   10.1.2.3 (private): allowed

                        ALLOWED. Only this address would be dialled.
                        """);
    }

    @Test
    void namesTheOneAddressOfSeveralThatIsBad() {
        PolicyExplanation explanation =
                explain("a.team.svc.cluster.local", finding("10.1.2.3", "169.254.169.254", "10.96.0.1"));
        assertThat(explanation.result()).isEqualTo(Result.DENIED);
        assertThat(explanation.text())
                .contains("address   10.1.2.3 (private): allowed")
                .contains("address   169.254.169.254 (link-local, metadata): refused, link-local, metadata")
                .contains("address   10.96.0.1 (private): refused, deny 10.96.0.1/32")
                .contains("DENIED: address_denied. The client gets 403 target_denied.");
    }

    @Test
    void namesTheBuiltInDenialAndAsksNoDns() {
        AtomicBoolean isAsked = new AtomicBoolean();
        PolicyExplanation explanation = explain("http://centraldashboard.kubeflow.svc.cluster.local", host -> {
            isAsked.set(true);
            return CompletableFuture.completedFuture(List.of());
        });
        assertThat(isAsked).isFalse();
        assertThat(explanation.result()).isEqualTo(Result.DENIED);
        assertThat(explanation.text())
                .contains("by name   refused, namespace kubeflow")
                .contains("DENIED: control_plane")
                .doesNotContain("address ");
    }

    @Test
    void saysThatThereIsNoAddressOrNoAnswer() {
        String allowed = "http://gone.team.svc.cluster.local";
        assertThat(explain(allowed, failing(new UnknownHostException())))
                .extracting(PolicyExplanation::result)
                .isEqualTo(Result.UNRESOLVED);
        assertThat(explain(allowed, failing(new UnknownHostException())).text()).contains("502 upstream_dns");
        assertThat(explain(allowed, failing(new TimeoutException())).text()).contains("504 upstream_timeout");
    }

    @Test
    void saysThatATextIsNoAddressWithoutRepeatingIt() {
        PolicyExplanation explanation = explain("http://user:CANARY@box.example", finding());
        assertThat(explanation.result()).isEqualTo(Result.INVALID);
        assertThat(explanation.text()).contains("400 target_invalid").doesNotContain("CANARY");
    }

    @Test
    void tellsTheServerByItsKeyFromTheSameByItsUrl() {
        PolicyExplanation byKey = explain("box", finding("203.0.113.7"));
        PolicyExplanation byUrl = explain("http://box.example:4096", finding("203.0.113.7"));
        assertThat(byKey.result()).isEqualTo(Result.ALLOWED);
        assertThat(byKey.text()).contains("allowed by server box").doesNotContain("CANARY");
        assertThat(byUrl.result()).isEqualTo(Result.DENIED);
        assertThat(byUrl.text()).contains("The operator provides this server as \"box\"");
    }
}
