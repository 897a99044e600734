package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.button;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;

/** The hands of a user in our own part: the picker and the bar. */
final class ServerList {

    private ServerList() {}

    /** Adds a server that is up, tested first. The password may be empty. */
    static void add(Page page, Sandbox sandbox, String name, String password) {
        button(page, "Add server").first().click();
        page.getByLabel("Address").fill(sandbox.url());
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(false))
                .first()
                .fill(name);
        if (!password.isEmpty()) {
            page.getByLabel("The server asks for a password").check();
            page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
                    .fill(password);
        }
        button(page, "Test").click();
        assertThat(form(page)).containsText("Healthy", patiently());
        assertThat(form(page)).containsText(sandbox.version());
        button(page, "Add server").last().click();
    }

    static void checkEveryFiveSeconds(Page page) {
        button(page, "Settings").click();
        page.getByLabel("Check all servers every").selectOption("5");
        button(page, "Done").click();
    }

    /** What is said of a server in an exported list. The user may be empty. */
    static String entry(String url, String name, String user) {
        String username = user.isEmpty() ? "" : ",\"username\":\"" + user + "\"";
        return "{\"displayName\":\"%s\",\"http\":{\"url\":\"%s\"%s}}".formatted(name, url, username);
    }

    /** Chooses an exported list in the settings, to be looked at. */
    static void chooseFile(Page page, String... entries) {
        String file =
                "{\"format\":\"opencode-proxy-servers\",\"version\":1,\"servers\":[" + String.join(",", entries) + "]}";
        page.getByLabel("File to import")
                .setInputFiles(new FilePayload(
                        "opencode-servers.json", "application/json", file.getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator(".exchange-plan")).isVisible();
    }

    /** Enters a wrong password first. */
    static void unlock(Page page, String name, String password) {
        button(page, "Enter password").click();
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill("wrong");
        button(page, "Continue").click();
        assertThat(page.getByRole(AriaRole.DIALOG))
                .containsText("The server did not accept the user name and password", patiently());
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(password);
        button(page, "Continue").click();
        assertThat(row(page, name)).containsText("Healthy", patiently());
    }

    static Locator form(Page page) {
        return page.locator("form").filter(new Locator.FilterOptions().setHas(page.getByLabel("Address")));
    }

    /** What is said of one server, its buttons left aside. */
    static Locator row(Page page, String name) {
        return page.locator("[data-row]").filter(new Locator.FilterOptions().setHasText(name));
    }

    static Locator bar(Page page) {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("OpenCode server"));
    }
}
