package io.github.opencodeproxy.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.opencodeproxy.core.HostileAddresses;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.statistics.Statistics;

/** What is accepted means one server, to us and to every other reader. */
class ServerUrlPropertiesTest {

    @Provide
    Arbitrary<String> addresses() {
        return HostileAddresses.any();
    }

    @AfterContainer
    static void stopTheBrowsersParser() {
        BrowserParser.stop();
    }

    @Property(tries = 10_000, seed = "4096", edgeCases = EdgeCasesMode.NONE)
    void readsItsOwnFormBackAsItself(@ForAll("addresses") String text) {
        Optional<ServerUrl> accepted = accepted(text);
        Statistics.label("accepted")
                .collect(accepted.isPresent())
                .coverage(seen -> seen.check(true).percentage(share -> share > 5 && share < 60));
        accepted.ifPresent(url -> {
            ServerUrl again = ServerUrl.parse(url.toString());
            assertThat(again).isEqualTo(url).hasToString(url.toString());
            assertThat(again.host()).isEqualTo(url.host());
            assertThat(again.port()).isEqualTo(url.port());
            assertThat(again.basePath()).isEqualTo(url.basePath());
            assertThat(again.literalAddress()).isEqualTo(url.literalAddress());
            assertThat(url.toString()).isEqualTo(url.origin() + url.basePath()).matches("https?://[!-~]+");
            assertThat(url.hostHeader()).doesNotContainPattern("[^a-z0-9.:\\[\\]-]");
        });
    }

    @Property(tries = 10_000, seed = "4097", edgeCases = EdgeCasesMode.NONE)
    void meansTheSameToJava(@ForAll("addresses") String text) {
        accepted(text).ifPresent(url -> {
            URI java = URI.create(url.toString());
            assertThat(java.getScheme()).isEqualTo(url.scheme());
            assertThat(java.getRawAuthority()).isEqualTo(url.hostHeader());
            assertThat(java.getRawUserInfo()).isNull();
            assertThat(java.getRawPath()).isEqualTo(url.basePath());
            assertThat(java.getRawQuery()).isNull();
            assertThat(java.getRawFragment()).isNull();
            if (java.getHost() != null) {
                // Names that end in a label which begins with a digit have no host here, only an authority.
                assertThat(java.getHost()).isEqualTo(bracketed(url));
                assertThat(java.getPort()).isEqualTo(url.hostHeader().equals(bracketed(url)) ? -1 : url.port());
            }
            assertThat(java.normalize().getRawPath()).isEqualTo(url.basePath().replaceAll("/+", "/"));
        });
    }

    /** Of the form that we make, and of what the user wrote: a browser may read the one, the policy judges the other. */
    @Property(tries = 10_000, seed = "4098", edgeCases = EdgeCasesMode.NONE)
    @AddLifecycleHook(BrowserParser.Needed.class)
    void meansTheSameToABrowser(@ForAll("addresses") String text) {
        accepted(text).ifPresent(url -> {
            for (String form : new String[] {url.toString(), text}) {
                JsonNode browser = BrowserParser.read(form);
                if (browser.isNull() && url.host().contains("xn--")) {
                    // No Punycode: no server at all to a browser, which cannot be another one.
                    continue;
                }
                String port = browser.path("port").asText();
                String path = browser.path("pathname").asText();
                assertThat(browser.path("protocol").asText()).isEqualTo(url.scheme() + ":");
                assertThat(withoutLastDot(browser.path("hostname").asText())).isEqualTo(bracketed(url));
                assertThat(port.isEmpty() ? url.isTls() ? 443 : 80 : Integer.parseInt(port))
                        .isEqualTo(url.port());
                assertThat(path.replaceAll("/+$", "")).isEqualTo(url.basePath());
                for (String part : List.of("username", "password", "search", "hash")) {
                    assertThat(browser.path(part).asText()).as(part).isEmpty();
                }
            }
        });
    }

    private static String withoutLastDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String bracketed(ServerUrl url) {
        return url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    }

    private static Optional<ServerUrl> accepted(String text) {
        try {
            return Optional.of(ServerUrl.parse(text));
        } catch (InvalidServerUrlException refused) {
            return Optional.empty();
        }
    }
}
