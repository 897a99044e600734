package io.github.opencodeproxy.servlet.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.core.message.Headers;
import io.github.opencodeproxy.servlet.request.ClientRequest;
import io.github.opencodeproxy.servlet.request.RequestRefusedException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserGuardTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11, Linux x86_64, rv:140.0)";

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Fetch Metadata decides where there is any.
                "Sec-Fetch-Site: same-origin                                    | passes",
                "Sec-Fetch-Site: same-origin; Sec-Fetch-Dest: empty             | passes",
                "Sec-Fetch-Site: same-site; X-Opencode-Proxy: 1                 | cross_site",
                "Sec-Fetch-Site: none; X-Opencode-Proxy: 1                      | cross_site",
                "Sec-Fetch-Site: cross-site; Origin: http://kf.example.com      | cross_site",
                "Sec-Fetch-Site: Same-Origin                                    | cross_site",
                "Sec-Fetch-Site: same-origin; Sec-Fetch-Dest: document          | cross_site",
                "Sec-Fetch-Site: same-origin; Sec-Fetch-Dest: script            | cross_site",
                "Sec-Fetch-Site: same-origin; Sec-Fetch-Mode: navigate          | cross_site",
                "Sec-Fetch-Site: same-origin; Service-Worker: script            | cross_site",
                "Sec-Fetch-Site: same-origin; Sec-Purpose: prefetch             | cross_site",
                // Origin decides where there is none.
                "Origin: https://kf.example.com                                 | passes",
                "Origin: http://kf.example.com                                  | passes",
                "Origin: https://kf.example.com.evil.example                    | cross_site",
                "Origin: null                                                   | cross_site",
                "Origin: kf.example.com                                         | cross_site",
                "Origin: ftp://kf.example.com                                   | cross_site",
                "Origin: https://evil.example; X-Opencode-Proxy: 1              | cross_site",
                "Origin: https://evil.example; User-Agent: curl/8               | cross_site",
                // With neither it takes a header that needs a preflight, or a client that is no browser.
                "User-Agent: curl/8                                             | passes",
                "User-Agent: FIREFOX                                            | cross_site",
                "User-Agent: FIREFOX; X-Opencode-Proxy: 1                       | passes",
                "User-Agent: FIREFOX; X-Opencode-Proxy: 2                       | cross_site",
                "User-Agent: FIREFOX; X-Target-Server: http://a                 | passes",
                "X-Opencode-Proxy: 1                                            | passes",
                "X-Opencode-Proxy: 1; Sec-Fetch-Mode: no-cors                   | cross_site",
                "Accept: */*                                                    | cross_site",
                // A WebSocket of a browser always has an Origin.
                "Upgrade: websocket; Origin: https://kf.example.com             | passes",
                "Upgrade: websocket; Sec-Fetch-Site: same-origin                | cross_site",
                "Upgrade: websocket; User-Agent: opencode/1.18                  | passes"
            })
    void asksForProof(String lines, String verdict) {
        assertThat(verdict(new BrowserGuard(Set.of()), "Host: kf.example.com; " + lines))
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: kf.example.com; Origin: https://kf.example.com           | passes",
                "Host: KF.example.com; Origin: https://kf.example.com           | passes",
                "Host: kf.example.com; Origin: http://kf.example.com            | cross_site",
                "Host: evil.example; Origin: https://evil.example               | host_denied",
                "Host: kf.example.com:8443; User-Agent: curl/8                  | host_denied",
                "User-Agent: curl/8                                             | host_denied"
            })
    void holdsToThePublicOriginsWhereTheyAreKnown(String lines, String verdict) {
        assertThat(verdict(new BrowserGuard(Set.of("https://kf.example.com")), lines))
                .isEqualTo(verdict);
    }

    private static String verdict(BrowserGuard guard, String lines) {
        Headers.Builder headers = Headers.builder();
        for (String line : List.of(lines.replace("FIREFOX", FIREFOX).split("; ", -1))) {
            headers.add(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 2).trim());
        }
        try {
            guard.check(new ClientRequest("id", "GET", "/api/proxy/x", null, headers.build(), "", -1));
            return "passes";
        } catch (RequestRefusedException e) {
            return e.code().code();
        }
    }
}
