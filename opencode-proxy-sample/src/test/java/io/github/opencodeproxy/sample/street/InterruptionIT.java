package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.composer;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.bar;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network that is cut, a session of the gateway that ends, and what the user has typed through both. */
@Timeout(240)
class InterruptionIT {

    private static final Pattern LOST = Pattern.compile("No connection|Connection refused|Server error");

    private static Sandbox sandbox;

    private FragileStreet street;
    private Chromium browser;
    private String base;

    @BeforeAll
    static void startServer() throws IOException {
        sandbox = Sandbox.start(5);
    }

    @AfterAll
    static void stopServer() {
        sandbox.close();
    }

    @BeforeEach
    void start() throws IOException {
        street = FragileStreet.start(sandbox, sandbox, "none");
        base = street.base();
        browser = Chromium.open("interruption");
    }

    @AfterEach
    void stop() throws IOException {
        browser.close();
        street.close();
    }

    @Test
    void aLostConnectionIsSaidAndHealsByItself() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "Hello");
            page.keyboard().press("Enter");
            assertThat(page.locator("body")).containsText("Streamed answer", patiently());
            OfficialUi.type(page, "A draft");

            street.toServer().cut();
            assertThat(banner(page)).containsText("No connection to “box”", patiently());
            // Before the checks know, and after: they then say why.
            assertThat(bar(page)).not().containsText("Healthy");
            assertThat(bar(page)).containsText(LOST);
            browser.screenshot("connection-lost");
            accessible(page, "connection-lost");
            assertThat(banner(page)).isVisible();
            assertThat(bar(page)).containsText(LOST);
            OfficialUi.type(page, " and more of it");
            sandbox.rename(OfficialUi.sessionOf(page), "Changed meanwhile");
            sandbox.post(
                    "/session/" + OfficialUi.sessionOf(page) + "/prompt_async",
                    "{\"parts\":[{\"type\":\"text\",\"text\":\"Said meanwhile\"}]}");

            street.toServer().heal();
            // As a click on "Try now", but the page may be trying already, or be done.
            banner(page).evaluateAll("found => found.forEach(banner => banner.querySelector('button').click())");
            assertThat(banner(page)).hasCount(0);
            assertThat(bar(page)).containsText("Healthy");
            assertThat(page.locator("body")).containsText("Changed meanwhile", patiently());
            assertThat(page.locator("body")).containsText("Said meanwhile", patiently());
            assertThat(composer(page)).containsText("A draft and more of it");

            street.toServer().cut();
            assertThat(banner(page)).isVisible();
            page.reload();
            assertThat(banner(page)).containsText("No connection to “box”", patiently());
            browser.screenshot("reloaded-without-server");
            street.toServer().heal();
            assertThat(composer(page)).containsText("A draft and more of it", patiently());
            assertThat(banner(page)).hasCount(0);
        });
    }

    @Test
    void anEndedSessionIsSaidAndTheLoginPageIsNotOverrun() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "A draft");
            String place = page.url();

            street.toSample()
                    .answer("HTTP/1.1 302 Found\r\nLocation: https://login.invalid/\r\nContent-Length: 0\r\n"
                            + "Connection: close\r\n\r\n");
            Locator screen =
                    page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Your session has ended"));
            assertThat(screen).isVisible();
            browser.screenshot("session-ended");
            accessible(page, "session-ended");
            assertThat(screen).isVisible();
            int before = street.toSample().answered();
            page.evaluate("() => Promise.all(Array.from({ length: 200 }, () => fetch('/session')))");
            // Who asks beside the official UI does so every ten seconds or less often.
            assertThat(street.toSample().answered() - before).isLessThan(10);

            street.toSample().heal();
            // As a click, but whoever finds out first that the session is back: the screen goes then.
            screen.getByText("Sign in again", new Locator.GetByTextOptions().setExact(true))
                    .evaluate("button => button.click()");
            assertThat(composer(page)).containsText("A draft", patiently());
            assertThat(page).hasURL(place);
            assertThat(screen).isHidden();
        });
    }

    private void accessible(Page page, String screen) {
        Axe axe = new Axe(page);
        axe.findsNothing(screen, "opencode-server-bar");
        axe.show(ColorScheme.DARK);
        browser.screenshot(screen + "-in-the-dark");
        axe.show(ColorScheme.LIGHT);
    }

    private static Locator banner(Page page) {
        return page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("No connection"));
    }
}
