package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.button;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

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
