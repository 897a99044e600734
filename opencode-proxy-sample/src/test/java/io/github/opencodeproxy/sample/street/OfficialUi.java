package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;

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

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
    }
}
