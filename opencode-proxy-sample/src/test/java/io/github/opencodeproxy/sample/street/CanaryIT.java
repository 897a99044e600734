package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.add;
import static io.github.opencodeproxy.sample.street.ServerList.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.sample.SampleServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tour with any OpenCode version on npm, to see what an update would break. Skipped unless {@code -Dcanary.version}
 * names one. Its first run downloads that version.
 */
@Timeout(900)
class CanaryIT {

    private static final String VERSION = System.getProperty("canary.version", "");

    @BeforeAll
    static void isAskedFor() {
        Assumptions.assumeFalse(
                VERSION.isEmpty(), "Runs only with -Dcanary.version=<an exact version of opencode-ai on npm>");
        Tools.require("nginx");
    }

    @Test
    void theTourGoesThroughWithItsUiAndItsServers(@TempDir Path folder) throws Exception {
        try (OtherUi ui = OtherUi.of(VERSION);
                Sandbox first = Sandbox.start(60, "", "--version", VERSION);
                Sandbox second = Sandbox.start(5, StreetIT.PASSWORD, "--version", VERSION)) {
            assertThat(first.version()).isEqualTo(VERSION);
            assertThat(ui.version()).isEqualTo(VERSION);

            StreetIT.walk(Gateway.Style.KEEPS_PREFIX, "canary-" + VERSION, folder, first, second);
        }
    }

    @Test
    void aServerOfThatVersionAnswersTheUiOfThisBuild(@TempDir Path folder) throws Exception {
        try (Sandbox server = Sandbox.start(5, "", "--version", VERSION);
                SampleServer sample = SampleServer.start(StreetIT.allowing(server));
                Gateway gateway = Gateway.start(Gateway.Style.KEEPS_PREFIX, sample.port(), folder);
                Chromium browser = Chromium.open("canary-mixed-" + VERSION)) {
            browser.tell(page -> {
                page.navigate(gateway.url());
                add(page, server, "Other version", "");
                assertThat(row(page, "Other version")).containsText(VERSION, patiently());
                browser.screenshot("1-picker");

                row(page, "Other version").click();
                StreetIT.ask(page, "Hello");
                assertThat(page.locator("body")).containsText("Streamed answer", patiently());
                browser.screenshot("2-answer");
            });
            assertThat(browser.requests()).allSatisfy(url -> assertThat(url).startsWith(gateway.url()));
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
