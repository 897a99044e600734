package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.button;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.add;
import static io.github.opencodeproxy.sample.street.ServerList.bar;
import static io.github.opencodeproxy.sample.street.ServerList.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole street with real parts: a browser that knows nothing but a prefix, nginx as the gateway, the sample, two
 * OpenCode servers that the browser cannot name.
 */
class StreetIT {

    private static final String FIRST = "First sandbox";
    private static final String LAST_WORDS = "End of the slow answer";
    private static final String SECOND = "Second sandbox";
    static final String PASSWORD = "CANARY-5ec7e7-\u00e4";

    @ParameterizedTest
    @EnumSource
    void aUserAddsAServerAsksItAndMovesToAnother(Gateway.Style style, @TempDir Path folder) throws Exception {
        String story = style.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Tools.require("nginx");
        try (Sandbox first = Sandbox.start(60);
                Sandbox second = Sandbox.start(5, PASSWORD)) {
            walk(style, story, folder, first, second);
        }
    }

    /** The way that {@link CanaryIT} goes with other versions of OpenCode. The second server has {@link #PASSWORD}. */
    static void walk(Gateway.Style style, String story, Path folder, Sandbox first, Sandbox second) throws Exception {
        try (SampleServer sample = SampleServer.start(allowing(first, second));
                Gateway gateway = Gateway.start(style, sample.port(), folder);
                Chromium browser = Chromium.open(story)) {
            browser.tell(page -> walk(page, gateway, first, second, browser));

            assertThat(browser.requests()).allSatisfy(url -> assertThat(url).startsWith(gateway.url()));
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).noneMatch(url -> url.contains("CANARY"));
        }
    }

    private static void walk(Page page, Gateway gateway, Sandbox first, Sandbox second, Chromium browser) {
        page.navigate(gateway.url());
        add(page, first, FIRST, "");
        assertThat(row(page, FIRST)).containsText("Healthy", patiently());
        assertThat(row(page, FIRST)).containsText(first.version());
        browser.screenshot("1-picker");

        row(page, FIRST).click();
        ask(page, "Please write something [slow]");
        assertGrows(page.locator("body"));
        browser.screenshot("2-streaming");

        assertThat(page.locator("body")).containsText(LAST_WORDS, patiently());
        String deepLink = page.url();
        assertThat(deepLink).startsWith(gateway.url() + "s/~");
        page.reload();
        assertThat(page.locator("body")).containsText(LAST_WORDS, patiently());
        assertThat(page).hasURL(deepLink);
        browser.screenshot("3-after-reload");

        page.keyboard().press("Control+Shift+K");
        add(page, second, SECOND, PASSWORD);
        row(page, SECOND).click();
        assertThat(bar(page)).containsText(SECOND, patiently());
        ask(page, "Hello second");
        assertThat(page.locator("body")).containsText("Streamed answer", patiently());
        browser.screenshot("4-second-server");

        deepLink = page.url();
        page.reload();
        assertThat(page.locator("body")).containsText("Streamed answer", patiently());
        assertThat(page).hasURL(deepLink);
        assertThat(bar(page)).containsText(second.version(), patiently());
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        browser.screenshot("5-password-not-asked-for-again");

        page.keyboard().press("Control+Shift+K");
        assertThat(row(page, FIRST)).containsText("Healthy", patiently());
        first.close();
        assertThat(row(page, FIRST)).containsText("Connection refused", patiently());
        assertThat(row(page, SECOND)).containsText("Healthy");
        browser.screenshot("6-first-stopped");

        // Here nothing stands between the storages and who reads them.
        page.navigate(gateway.url() + "#servers");
        assertThat(row(page, SECOND)).containsText("Healthy", patiently());
        String kept = Storages.of(page);
        assertThat(kept).contains(":credentials").containsPattern("[\\w-]{20,}\\.\\.[\\w-]{16}\\.[\\w-]+\\.[\\w-]{22}");
        assertThat(kept).doesNotContain("CANARY").doesNotContain(basic());
    }

    private static String basic() {
        byte[] pair = ("opencode:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        // The last group depends on what follows.
        return Base64.getEncoder().encodeToString(pair).substring(0, 20);
    }

    static ServerConfig allowing(Sandbox... servers) {
        return ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT",
                        "0",
                        "NB_PREFIX",
                        Gateway.PREFIX,
                        "opencode.proxy.local-url",
                        "none",
                        "opencode.proxy.allow",
                        Stream.of(servers).map(Sandbox::url).collect(Collectors.joining(","))),
                Map.of()));
    }

    /** In OpenCode's own UI: a project first, then a session in it. */
    static void ask(Page page, String prompt) {
        Locator before118 = button(page, "Open project").first();
        assertThat(before118.or(button(page, "Add project").first()).first()).isVisible();
        if (before118.isVisible()) {
            page.getByText("~/project").first().click();
            assertThat(page.getByText("Stub One").first()).isVisible();
        } else {
            OfficialUi.newSession(page);
        }
        OfficialUi.type(page, prompt);
        page.keyboard().press("Enter");
    }

    /** The text is there in part before it is there whole. */
    private static void assertGrows(Locator body) {
        assertThat(body).containsText("word5", patiently());
        String early = body.innerText();
        assertThat(early).doesNotContain(LAST_WORDS);
        assertThat(body).containsText("word50", patiently());
        assertThat(body.innerText()).doesNotContain(LAST_WORDS);
    }
}
