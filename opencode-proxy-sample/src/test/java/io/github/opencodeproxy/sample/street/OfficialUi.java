package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hands of a user in OpenCode's own UI. */
final class OfficialUi {

    private static final int PATIENCE_MILLIS = 60_000;

    private OfficialUi() {}

    /** Opens the sandbox's project and an empty session in it. */
    static void newSession(Page page) {
        button(page, "Add project").first().click();
        page.getByText("project/").first().click();
        button(page, "New session").last().click();
        // The composer takes Enter once it knows the model.
        assertThat(page.getByText("Stub One").first()).isVisible();
    }

    static Locator composer(Page page) {
        return page.locator("[contenteditable=true]").first();
    }

    static void type(Page page, String text) {
        composer(page).click();
        composer(page).pressSequentially(text);
    }

    /** {@return the id of the session that the page shows} */
    static String sessionOf(Page page) {
        Matcher session = Pattern.compile("ses_\\w+").matcher(page.url());
        assertThat(session.find()).isTrue();
        return session.group();
    }

    /** Opens the list of servers in its settings. */
    static Locator servers(Page page) {
        assertThat(button(page, "Add project").first()).isVisible();
        page.keyboard().press("Control+Comma");
        page.getByText("Servers", new Page.GetByTextOptions().setExact(true))
                .locator("visible=true")
                .first()
                .click();
        return page.getByRole(AriaRole.DIALOG).filter(new Locator.FilterOptions().setHasText("Add server"));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
    }
}
