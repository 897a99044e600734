package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.button;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static io.github.opencodeproxy.sample.street.ServerList.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The list of servers in OpenCode's own UI, and ours. */
@Timeout(240)
class OfficialListIT {

    private static final String PASSWORD = "CANARY-pass:word";
    private static final String COUNT_QUESTIONS =
            "() => { const fetch = window.fetch; window.questions = []; window.fetch ="
                    + " (input, init) => { questions.push(input.url ?? String(input)); return fetch(input, init) } }";
    private static final String OWN_LIST = "() => window.__opencodeProxy.nativeStorage.getItem("
            + "`opencode-proxy:${window.__opencodeProxy.base}:servers`) ?? ''";

    private static Sandbox box;
    private static Sandbox two;

    private RawUpstream typed;
    private FragileStreet street;
    private Chromium browser;
    private String base;

    @BeforeAll
    static void startServers() throws IOException {
        box = Sandbox.start(5);
        two = Sandbox.start(5);
    }

    @AfterAll
    static void stopServers() {
        box.close();
        two.close();
    }

    @BeforeEach
    void start() throws IOException {
        typed = StubServer.ofVersion("1.18.33");
        street = FragileStreet.start(box, two, typed.url());
        base = street.base();
        browser = Chromium.open("official-list");
    }

    @AfterEach
    void stop() throws IOException {
        browser.close();
        street.close();
        typed.close();
    }

    @Test
    void holdsTheProvidedServersWhichAreAskedByTheirKeysAndNeverCopied() {
        List<String> targets = new CopyOnWriteArrayList<>();
        browser.tell(page -> {
            page.onRequest(request -> targets.add(request.headers().getOrDefault("x-target-server", "")));
            page.navigate(base + "s/box/");
            Locator servers = OfficialUi.servers(page);
            assertThat(servers).containsText("box", patiently());
            assertThat(servers).containsText("two");
            page.waitForCondition(() -> asked("two"));
            browser.screenshot("1-provided");

            servers.getByRole(AriaRole.BUTTON).last().click();
            // The menu lies beside its dialog, where roles are hidden.
            page.getByText("Delete", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(servers).not().containsText("two");
            assertThat((String) page.evaluate(OWN_LIST)).contains("\"servers\":[]");
            page.reload();
            assertThat(OfficialUi.servers(page)).containsText("two", patiently());
            page.navigate(base + "#servers");
            assertThat(row(page, "two")).hasCount(1);
            assertThat(row(page, "two")).containsText("Healthy", patiently());
            assertThat((String) page.evaluate(OWN_LIST)).contains("\"servers\":[]");
        });
        assertThat(targets).allMatch(String::isEmpty);
        browser.stayedInside(base);
    }

    @Test
    void isThereWithoutTheProvidedServersWhenNobodySaysWhichThereAre() {
        browser.tell(page -> {
            page.route(base + "api/servers", neverAnswered -> {});
            page.navigate(base + "s/box/");
            Locator servers = OfficialUi.servers(page);
            assertThat(servers).containsText("box", patiently());
            assertThat(servers).not().containsText("two");
        });
    }

    private boolean asked(String key) {
        return browser.requests().stream()
                .anyMatch(url -> url.startsWith(base + "api/servers/" + key + "/proxy/global/health"));
    }

    @Test
    void theOfficialFormTellsNobodyAPasswordWhileItIsTyped() {
        List<String> contacted = new CopyOnWriteArrayList<>();
        browser.tell(page -> {
            page.onRequest(request -> contacted.add(request.headers().getOrDefault("x-target-server", "")));
            page.navigate(base + "s/box/");
            OfficialUi.servers(page);
            page.evaluate(COUNT_QUESTIONS);
            button(page, "Add server").first().click();
            page.getByPlaceholder("password").fill(PASSWORD);
            page.getByPlaceholder("http://localhost:4096").pressSequentially(typed.url());
            // The official UI has asked about the whole address, and so about what was there before it was whole.
            page.waitForFunction("url => window.questions.some(asked => asked.startsWith(url + '/'))", typed.url());
            assertThat(contacted).allMatch(String::isEmpty);
            assertThat(typed.connections()).isZero();

            page.keyboard().press("Enter");
            page.waitForCondition(() -> !typed.heads().isEmpty());
            assertThat(page.getByPlaceholder("http://localhost:4096")).hasCount(0);
            assertThat(contacted).allMatch(url -> url.isEmpty() || url.equals(typed.url()));
            String expected = "Basic "
                    + Base64.getEncoder().encodeToString(("opencode:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            assertThat(typed.heads()).allSatisfy(head -> assertThat(head).contains(expected));

            page.navigate(base + "#servers");
            assertThat(page.locator("[data-row]").filter(new Locator.FilterOptions().setHasText(hostOf(typed.url()))))
                    .containsText("Healthy", patiently());
            assertThat(Storages.of(page))
                    .contains(":credentials")
                    .doesNotContain("CANARY")
                    .doesNotContain(expected.substring(6, 26));
            page.navigate(base + "s/two/");
            assertThat(OfficialUi.servers(page)).containsText(hostOf(typed.url()), patiently());
            assertThat(browser.requests()).noneMatch(url -> url.contains("CANARY"));
            assertThat(browser.complaints()).isEmpty();
        });
    }

    private static String hostOf(String url) {
        return url.replace("http://", "");
    }
}
