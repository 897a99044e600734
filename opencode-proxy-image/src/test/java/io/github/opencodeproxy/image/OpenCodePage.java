package io.github.opencodeproxy.image;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** What a user does on the page: our picker, and OpenCode's own UI behind it. */
record OpenCodePage(Page page) {

    void open(String url, String server) {
        page.navigate(url);
        // OpenCode's UI decides on its first answers how to speak to a server, and keeps to it when they were failures.
        assertThat(row(server)).containsText("Healthy");
        row(server).click();
    }

    /** A project first, then a session in it. */
    void startSession() {
        button("Add project").first().click();
        page.getByText("project/").first().click();
        button("New session").last().click();
    }

    void type(String text) {
        composer().click();
        composer().pressSequentially(text);
    }

    void send() {
        // The composer takes Enter once it knows the model, after a reload too.
        assertThat(page.getByText("Stub One").first()).isVisible();
        composer().click();
        page.waitForResponse(
                answer -> answer.url().contains("/prompt_async") && answer.ok(),
                () -> page.keyboard().press("Enter"));
    }

    void openPicker() {
        page.keyboard().press("Control+Shift+K");
    }

    void closePicker() {
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
    }

    Locator row(String server) {
        return page.locator("[data-row]").filter(new Locator.FilterOptions().setHasText(server));
    }

    Locator headings(String text) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text));
    }

    Locator composer() {
        return page.locator("[contenteditable=true]").first();
    }

    Locator body() {
        return page.locator("body");
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
