package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.button;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.bar;
import static io.github.opencodeproxy.sample.street.ServerList.form;
import static io.github.opencodeproxy.sample.street.ServerList.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A tour through every screen of ours, with real servers that are up, locked, stopped, standing still, something else or not
 * allowed. Its pictures are those of the README.
 */
@Timeout(240)
class TourIT {

    private static final String PASSWORD = "CANARY-7ou2";
    private static final String WHOLE_PAGE = "html";
    private static final String OUR_PART = "opencode-server-bar";
    private static final String OPEN = "Build box";
    private static final String LOCKED = "With a password";
    private static final String PAGE = "Login page";
    private static final String DENIED = "Not allowed";

    private static Sandbox open;
    private static Sandbox locked;

    private RawUpstream html;
    private Notebook notebook;
    private Chromium browser;

    @BeforeAll
    static void startServers() throws IOException {
        CompletableFuture<Sandbox> second = Sandbox.starting(5, PASSWORD);
        open = Sandbox.start(5);
        locked = second.join();
    }

    @AfterAll
    static void stopServers() {
        open.close();
        locked.close();
    }

    @BeforeEach
    void openBrowser() throws IOException {
        html = RawUpstream.answering(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\n\r\n<h1>Sign in</h1>   ");
        browser = Chromium.open("tour");
    }

    @AfterEach
    void close() throws IOException {
        browser.close();
        notebook.close();
        html.close();
    }

    @Test
    void thePickerSaysInWordsHowEachServerIs() throws Exception {
        String base =
                start(Map.of("opencode.proxy.servers.box.url", open.url(), "opencode.proxy.servers.box.name", OPEN));
        browser.tell(page -> {
            page.navigate(base + "#servers");
            ServerList.checkEveryFiveSeconds(page);
            bringList(page);
            assertThat(row(page, OPEN)).containsText("Healthy", patiently());
            assertThat(row(page, OPEN)).containsText(open.version());
            assertThat(row(page, PAGE)).containsText("Not an OpenCode server", patiently());
            assertThat(row(page, PAGE)).containsText("it may be a login page");
            assertThat(row(page, DENIED)).containsText("Blocked by policy", patiently());
            assertThat(row(page, DENIED))
                    .containsText("Ask your admin to allow “http://localhost:" + open.port() + "”");
            assertThat(row(page, LOCKED)).containsText("Password needed", patiently());
            ServerList.unlock(page, LOCKED, PASSWORD);
            browser.screenshot("1-each-state-in-words");
        });

        open.pause();
        try {
            locked.close();
            browser.tell(page -> {
                assertThat(row(page, LOCKED)).containsText("Connection refused", patiently());
                assertThat(row(page, LOCKED)).containsText("Nothing is listening at " + locked.url());
            });
            CompletableFuture<Sandbox> again = Sandbox.starting(5, PASSWORD, "--port", String.valueOf(locked.port()));
            browser.tell(page -> {
                assertThat(row(page, OPEN)).containsText("No answer", patiently());
                assertThat(row(page, OPEN)).containsText("The server did not answer in time");
            });
            locked = again.join();
        } finally {
            open.resume();
        }
        browser.tell(page -> {
            // Under the password that was entered before.
            assertThat(row(page, LOCKED)).containsText("Healthy", patiently());
            assertThat(row(page, OPEN)).containsText("Healthy", patiently());
        });
        browser.stayedInside(base);
    }

    @Test
    void everyScreenOfOursIsAccessibleInLightAndDarkAndOnAPhone() throws IOException {
        String base = start(Map.of());
        browser.tell(page -> {
            Axe axe = new Axe(page);
            page.navigate(base);
            assertThat(page.locator("body")).containsText("No servers yet");
            axe.findsNothing("the empty list", WHOLE_PAGE);
            formsOf(page, axe);
            listOf(page, axe);
            settingsOf(page, axe);
            row(page, OPEN).click();
            barOf(page, axe);
            phone(page, axe, base);
        });
        browser.stayedInside(base);
    }

    private void formsOf(Page page, Axe axe) {
        button(page, "Add server").first().click();
        axe.findsNothing("the form", WHOLE_PAGE);
        page.getByLabel("The server asks for an API key").check();
        axe.findsNothing("the form with an API key", WHOLE_PAGE);
        page.getByLabel("The server asks for a password").check();
        page.getByLabel("Address").fill("javascript:1");
        button(page, "Test").click();
        axe.findsNothing("the form with a problem", WHOLE_PAGE);
        page.getByLabel("The server asks for nothing").check();
        page.getByLabel("Address").fill("http://localhost:" + open.port());
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(false))
                .first()
                .fill(DENIED);
        button(page, "Test").click();
        assertThat(form(page)).containsText("Blocked by policy", patiently());
        axe.findsNothing("the form with a failed test", WHOLE_PAGE);
        axe.show(ColorScheme.DARK);
        browser.screenshot("2-failed-test-in-the-dark");
        button(page, "Details").click();
        axe.findsNothing("the details of a test", WHOLE_PAGE);
        button(page, "Close").last().click();
        button(page, "Save anyway").click();
        assertThat(row(page, DENIED)).containsText("Blocked by policy", patiently());
    }

    private void listOf(Page page, Axe axe) {
        ServerList.add(page, open, OPEN, "");
        bringList(page);
        assertThat(row(page, LOCKED)).containsText("Password needed", patiently());
        assertThat(row(page, PAGE)).containsText("Not an OpenCode server", patiently());
        axe.findsNothing("the list", WHOLE_PAGE);
        button(page, "Details of " + PAGE).click();
        axe.findsNothing("the details of a server", WHOLE_PAGE);
        button(page, "Close").last().click();
        button(page, "Enter password").click();
        axe.findsNothing("the question for a password", WHOLE_PAGE);
        button(page, "Cancel").click();
        button(page, "Edit " + LOCKED).click();
        axe.findsNothing("the form of a server", WHOLE_PAGE);
        button(page, "Cancel").click();
        button(page, "Remove " + PAGE).click();
        axe.findsNothing("the list after a removal", WHOLE_PAGE);
        button(page, "Undo").click();
        assertThat(row(page, PAGE)).isVisible();
    }

    private static void settingsOf(Page page, Axe axe) {
        button(page, "Settings").click();
        axe.findsNothing("the settings", WHOLE_PAGE);
        ServerList.chooseFile(page, ServerList.entry("http://another.team.svc.cluster.local:4096", "Another", ""));
        axe.findsNothing("a list to be added", WHOLE_PAGE);
        button(page, "Cancel").click();
        button(page, "Done").click();
    }

    private void barOf(Page page, Axe axe) {
        assertThat(bar(page)).containsText(open.version(), patiently());
        axe.findsNothing("the bar", OUR_PART);
        page.keyboard().press("Control+Shift+K");
        assertThat(page.getByRole(AriaRole.COMBOBOX)).isFocused();
        axe.findsNothing("the switcher", OUR_PART);
        axe.show(ColorScheme.DARK);
        browser.screenshot("4-switcher");
        page.getByRole(AriaRole.COMBOBOX).fill("http://new.example:4096");
        axe.findsNothing("the switcher without a match", OUR_PART);
        page.getByRole(AriaRole.COMBOBOX).fill("");
        button(page, "Manage servers").click();
        assertThat(row(page, LOCKED)).isVisible();
        axe.findsNothing("the list over a server's page", OUR_PART);
        button(page, "Add server").click();
        axe.findsNothing("the form over a server's page", OUR_PART);
    }

    private void phone(Page page, Axe axe, String base) {
        page.setViewportSize(360, 740);
        fits(page);
        button(page, "Cancel").click();
        fits(page);
        axe.findsNothing("the list over a server's page, on a phone", OUR_PART);
        page.keyboard().press("Escape");
        page.navigate(base + "#servers");
        assertThat(row(page, OPEN)).containsText("Healthy", patiently());
        fits(page);
        axe.findsNothing("the list on a phone", WHOLE_PAGE);
        browser.screenshot("5-phone");
        button(page, "Settings").click();
        fits(page);
        axe.findsNothing("the settings on a phone", WHOLE_PAGE);
    }

    /** Three servers by one file. */
    private void bringList(Page page) {
        button(page, "Settings").click();
        ServerList.chooseFile(
                page,
                ServerList.entry(locked.url(), LOCKED, "opencode"),
                ServerList.entry(html.url(), PAGE, ""),
                ServerList.entry("http://localhost:" + open.port(), DENIED, ""));
        page.locator(".exchange-plan").getByRole(AriaRole.BUTTON).first().click();
        button(page, "Done").click();
    }

    private static void fits(Page page) {
        assertThat(page.evaluate("() => document.scrollingElement.scrollWidth")).isEqualTo(360);
    }

    private String start(Map<String, String> more) throws IOException {
        Map<String, String> keys = new LinkedHashMap<>(more);
        keys.put("opencode.proxy.allow", String.join(",", open.url(), locked.url(), html.url()));
        notebook = Notebook.start(keys);
        return notebook.base();
    }
}
