package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenCode's own UI, compared point by point with what its server shows by itself. One of its pictures is the README's. */
@Timeout(240)
class AppearanceIT {

    /** The share of points that may differ. */
    private static final double TOLERANCE = 0.0001;

    /** OpenCode's line below an answer that is complete: agent, model, time. */
    private static final Pattern ANSWERED = Pattern.compile("Stub One · \\d");

    @Test
    void theOfficialUiLooksTheSameUnderThePrefixAsAtTheRoot() throws Exception {
        try (Sandbox sandbox = Sandbox.start(5)) {
            compareWith(sandbox);
        }
    }

    private static void compareWith(Sandbox sandbox) throws Exception {
        // Not in a browser, whose page would then know more than the other's.
        Tools.run(
                Tools.require("node").toString(),
                Tools.repository().resolve("tools/opencode/sdk-session.mjs").toString(),
                sandbox.url(),
                "Hello");
        String session = sandbox.sessions().get(0);
        try (Notebook notebook = Notebook.start(Map.of(
                        "opencode.proxy.servers.box.url",
                        sandbox.url(),
                        "opencode.proxy.servers.box.name",
                        "Build box"));
                Chromium browser = Chromium.open("tour");
                Chromium root = Chromium.open("tour-at-the-root")) {
            String base = notebook.base();
            root.tell(direct -> browser.tell(mounted -> {
                direct.navigate(sandbox.url());
                mounted.navigate(base + "s/box/");
                compare("home", direct, mounted);

                mounted.navigate(sessionAt(base + "s/box", session));
                assertThat(mounted.locator("body")).containsText(ANSWERED, patiently());
                assertThat(bar(mounted)).containsText(sandbox.version(), patiently());
                browser.screenshot("3-official-ui");
                direct.navigate(sessionAt(sandbox.url(), session));
                assertThat(direct.locator("body")).containsText(ANSWERED, patiently());
                compare("session", direct, mounted);
            }));
            browser.stayedInside(base);
        }
    }

    /** For the official UI, its server is the origin that it comes from. */
    private static String sessionAt(String ui, String session) {
        String origin = ui.replaceFirst("^(http://[^/]+).*", "$1");
        byte[] text = origin.getBytes(StandardCharsets.UTF_8);
        return ui + "/server/" + Base64.getUrlEncoder().withoutPadding().encodeToString(text) + "/session/" + session;
    }

    private static void compare(String screen, Page direct, Page mounted) {
        // The height that is left for the official UI must be all of it.
        mounted.evaluate("""
                () => {
                  document.querySelector("opencode-server-bar").remove()
                  document.documentElement.style.setProperty("--opencode-server-bar", "0px")
                }
                """);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Pixels.difference(
                                Chromium.still(direct, "tour-" + screen + "-at-the-root"),
                                Chromium.still(mounted, "tour-" + screen + "-under-the-prefix")))
                        .as(screen)
                        .isLessThan(TOLERANCE));
    }
}
