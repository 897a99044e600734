package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A link that somebody sends chooses no server: it asks, says whom it would contact, and waits. */
@Timeout(120)
class LinkIT {

    private RawUpstream server;
    private Notebook notebook;
    private Chromium browser;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = StubServer.ofVersion("1.18.33");
        notebook = Notebook.start(Map.of("opencode.proxy.allow", server.url()));
        base = notebook.base();
        browser = Chromium.open("link");
    }

    @AfterEach
    void stop() throws IOException {
        browser.close();
        notebook.close();
        server.close();
    }

    @Test
    void contactsNothingBeforeTheUserSaysSo() {
        browser.tell(page -> {
            page.navigate(base + "#add=" + encoded(server.url()));

            assertThat(page.getByLabel("Address")).hasValue(server.url());
            assertThat(page.locator("body")).containsText("It has not been contacted");
            settle(page);
            assertThat(server.connections()).isZero();
            assertThat(browser.requests()).noneMatch(url -> url.contains("/api/proxy/"));

            page.getByRole(
                            AriaRole.BUTTON,
                            new Page.GetByRoleOptions().setName("Add server").setExact(true))
                    .last()
                    .click();
            await().untilAsserted(() -> assertThat(server.heads()).isNotEmpty());
        });
    }

    @Test
    void noOtherFormOfLinkContactsAnything() {
        String target = encoded(server.url());
        browser.tell(page -> {
            for (String link : List.of(
                    "?url=" + target,
                    "?target=" + target,
                    "#url=" + target,
                    "#unknown=" + target,
                    "#add=" + encoded("javascript:pwned=1"),
                    "#add=" + encoded("\"><img src=x onerror=pwned=1>"),
                    "#add=%3Cscript%3Epwned=1%3C/script%3E",
                    "#unknown=%3Cimg%20src=x%20onerror=pwned=1%3E",
                    "s/" + target + "/",
                    "s/~aaaaaaaa/?url=" + target,
                    "s/~aaaaaaaa/session?server=" + target)) {
                page.navigate("about:blank");
                page.navigate(base + link);
                settle(page);
                assertThat(page.evaluate("() => typeof pwned")).as(link).isEqualTo("undefined");
            }
            assertThat(server.connections()).isZero();
            assertThat(browser.complaints()).isEmpty();
        });
    }

    /** All that the page has asked for by itself has been answered. */
    private static void settle(Page page) {
        page.waitForLoadState(LoadState.NETWORKIDLE);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
