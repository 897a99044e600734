package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole street with real parts: a browser that knows nothing but a prefix, nginx as the gateway, the sample, two
 * OpenCode servers that the browser cannot name.
 */
class StreetIT {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final String FIRST = "First sandbox";
    private static final String LAST_WORDS = "End of the slow answer";
    private static final String SECOND = "Second sandbox";
    private static final String PASSWORD = "CANARY-5ec7e7-\u00e4";

    @ParameterizedTest
    @EnumSource
    void aUserAddsAServerAsksItAndMovesToAnother(Gateway.Style style, @TempDir Path folder) throws Exception {
        String story = style.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Tools.require("nginx");
        try (Sandbox first = Sandbox.start(60);
                Sandbox second = Sandbox.start(5, PASSWORD);
                SampleServer sample = SampleServer.start(allowing(first, second));
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
        assertThat(row(page, FIRST)).containsText("Healthy", withPatience());
        assertThat(row(page, FIRST)).containsText(first.version());
        browser.screenshot("1-picker");

        row(page, FIRST).click();
        ask(page, "Please write something [slow]");
        assertGrows(page.locator("body"));
        browser.screenshot("2-streaming");

        assertThat(page.locator("body")).containsText(LAST_WORDS, withPatience());
        String deepLink = page.url();
        assertThat(deepLink).startsWith(gateway.url() + "s/~");
        page.reload();
        assertThat(page.locator("body")).containsText(LAST_WORDS, withPatience());
        assertThat(page).hasURL(deepLink);
        browser.screenshot("3-after-reload");

        page.keyboard().press("Control+Shift+K");
        add(page, second, SECOND, PASSWORD);
        row(page, SECOND).click();
        assertThat(bar(page)).containsText(SECOND, withPatience());
        ask(page, "Hello second");
        assertThat(page.locator("body")).containsText("Streamed answer", withPatience());
        browser.screenshot("4-second-server");

        deepLink = page.url();
        page.reload();
        assertThat(page.locator("body")).containsText("Streamed answer", withPatience());
        assertThat(page).hasURL(deepLink);
        assertThat(bar(page)).containsText(second.version(), withPatience());
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        browser.screenshot("5-password-not-asked-for-again");

        page.keyboard().press("Control+Shift+K");
        assertThat(row(page, FIRST)).containsText("Healthy", withPatience());
        first.close();
        assertThat(row(page, FIRST)).containsText("Connection refused", withPatience());
        assertThat(row(page, SECOND)).containsText("Healthy");
        browser.screenshot("6-first-stopped");

        // Here nothing stands between the storages and who reads them.
        page.navigate(gateway.url() + "#servers");
        assertThat(row(page, SECOND)).containsText("Healthy", withPatience());
        String kept = Storages.of(page);
        assertThat(kept).contains(":credentials").containsPattern("[\\w-]{20,}\\.\\.[\\w-]{16}\\.[\\w-]+\\.[\\w-]{22}");
        assertThat(kept).doesNotContain("CANARY").doesNotContain(basic());
    }

    private static String basic() {
        byte[] pair = ("opencode:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        // The last group depends on what follows.
        return Base64.getEncoder().encodeToString(pair).substring(0, 20);
    }

    private static ServerConfig allowing(Sandbox first, Sandbox second) {
        return ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT",
                        "0",
                        "NB_PREFIX",
                        Gateway.PREFIX,
                        "opencode.proxy.local-url",
                        "none",
                        "opencode.proxy.allow",
                        first.url() + "," + second.url()),
                Map.of()));
    }

    private static void add(Page page, Sandbox sandbox, String name, String password) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Add server").setExact(true))
                .first()
                .click();
        page.getByLabel("Address").fill(sandbox.url());
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(false))
                .first()
                .fill(name);
        if (!password.isEmpty()) {
            page.getByLabel("The server asks for a password").check();
            page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
                    .fill(password);
        }
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Test").setExact(true))
                .click();
        Locator form = page.locator("form").filter(new Locator.FilterOptions().setHas(page.getByLabel("Address")));
        assertThat(form).containsText("Healthy", withPatience());
        assertThat(form).containsText(sandbox.version());
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Add server").setExact(true))
                .last()
                .click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Page page, String name) {
        return page.locator("[data-row]").filter(new Locator.FilterOptions().setHasText(name));
    }

    private static Locator bar(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("OpenCode server"));
    }

    /** In OpenCode's own UI: a project first, then a session in it. */
    private static void ask(Page page, String prompt) {
        button(page, "Add project").first().click();
        page.getByText("project/").first().click();
        button(page, "New session").last().click();
        // The composer takes Enter once it knows the model.
        assertThat(page.getByText("Stub One").first()).isVisible();
        Locator editor = page.locator("[contenteditable=true]").first();
        editor.click();
        editor.pressSequentially(prompt);
        page.keyboard().press("Enter");
    }

    /** The text is there in part before it is there whole. */
    private static void assertGrows(Locator body) {
        assertThat(body).containsText("word5", withPatience());
        String early = body.innerText();
        assertThat(early).doesNotContain(LAST_WORDS);
        assertThat(body).containsText("word50", withPatience());
        assertThat(body.innerText()).doesNotContain(LAST_WORDS);
    }

    private static LocatorAssertions.ContainsTextOptions withPatience() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
    }
}
