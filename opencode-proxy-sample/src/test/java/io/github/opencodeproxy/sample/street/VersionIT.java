package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.row;

import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers of other versions than the official UI that is served here. */
@Timeout(120)
class VersionIT {

    @Test
    void thePickerSaysThatAServerIsNewerOrOlderThanThePage() throws IOException {
        String ui = OtherUi.versionIn(VersionIT.class.getClassLoader());
        String after = otherMinor(ui, 1);
        String before = otherMinor(ui, -1);
        try (RawUpstream newer = StubServer.ofVersion(after);
                RawUpstream same = StubServer.ofVersion(ui);
                RawUpstream older = StubServer.ofVersion(before);
                Notebook notebook = Notebook.start(Map.of(
                        "opencode.proxy.servers.ahead.url", newer.url(),
                        "opencode.proxy.servers.beside.url", same.url(),
                        "opencode.proxy.servers.behind.url", older.url()));
                Chromium browser = Chromium.open("version")) {
            browser.tell(page -> {
                page.navigate(notebook.base() + "#servers");
                assertThat(row(page, "ahead")).containsText(after, patiently());
                assertThat(row(page, "ahead")).containsText("Newer than this page (" + ui + ")");
                assertThat(row(page, "behind")).containsText(before, patiently());
                assertThat(row(page, "behind")).containsText("Older than this page (" + ui + ")");
                assertThat(row(page, "beside")).containsText(ui, patiently());
                assertThat(row(page, "beside")).not().containsText("than this page");
                browser.screenshot("1-newer-and-older");
            });
        }
    }

    private static String otherMinor(String version, int difference) {
        String[] parts = version.split("\\.", -1);
        return parts[0] + "." + (Integer.parseInt(parts[1]) + difference) + ".0";
    }
}
