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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a model, a tool or another user of the sandbox writes is shown and not run, in OpenCode's own UI under our policy. */
@Timeout(180)
class HostileTextIT {

    private static final String PREFIX = "/notebook/team/box";
    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);

    /** What could run, and links that lead somewhere they should not. */
    private static final String DANGERS = """
            () => [...document.querySelectorAll("body *")].filter(element =>
                [...element.attributes].some(({ name, value }) => name.startsWith("on") || name === "srcdoc"
                  || /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)/i.test(value.replace(/[\\t\\n\\r]/g, "")))
                || (element.tagName === "SCRIPT" && element.textContent.includes("pwned")))
              .map(element => element.outerHTML.slice(0, 200))
            """;

    @Test
    void isTextWhereverTheUiShowsIt() throws Exception {
        try (Sandbox sandbox = Sandbox.start(1);
                SampleServer sample = SampleServer.start(ServerConfig.read(ConfigSources.of(
                        Map.of(
                                "PORT", "0",
                                "NB_PREFIX", PREFIX,
                                "opencode.proxy.bind-address", "127.0.0.1",
                                "opencode.proxy.local-url", "none",
                                "opencode.proxy.servers.box.url", sandbox.url()),
                        Map.of())));
                Chromium browser = Chromium.open("hostile-text")) {
            browser.tell(page -> {
                page.navigate("http://127.0.0.1:" + sample.port() + PREFIX + "/s/box/");
                button(page, "Add project").first().click();
                page.getByText("project/").first().click();
                button(page, "New session").last().click();
                assertThat(page.getByText("Stub One").first()).isVisible();
                Locator editor = page.locator("[contenteditable=true]").first();
                editor.click();
                editor.pressSequentially("[hostile] <img src=x onerror=pwned=1>");
                page.keyboard().press("Enter");
                assertThat(page.locator("body")).containsText("Hostile answer ends", PATIENTLY);
                assertThat(page.locator("body")).containsText("title <img", PATIENTLY);
                page.reload();
                assertThat(page.locator("body")).containsText("Hostile answer ends", PATIENTLY);
                assertThat(page.locator("body")).containsText("title <img", PATIENTLY);

                assertThat(page.evaluate("() => typeof pwned")).isEqualTo("undefined");
                assertThat((List<?>) page.evaluate(DANGERS)).isEmpty();
                assertThat(
                                (List<?>)
                                        page.evaluate(
                                                "() => [...document.querySelectorAll('a[href^=http]')].filter(link => new URL(link.href).origin !== location.origin"
                                                        + " && !(link.relList.contains('noopener') || link.relList.contains('noreferrer'))).map(link => link.outerHTML)"))
                        .isEmpty();
                browser.screenshot("1-shown");
            });
            assertThat(browser.requests()).noneMatch(url -> url.contains("evil.example"));
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
