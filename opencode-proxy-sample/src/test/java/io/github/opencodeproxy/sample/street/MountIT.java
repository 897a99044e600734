package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.composer;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.KeyboardModifier;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenCode's own UI, mounted: many tabs over few connections, each server's own place. One real OpenCode under two names. */
@Timeout(240)
class MountIT {

    private static final String ICONS = "link[rel~=icon], link[rel=apple-touch-icon]";
    private static final Pattern SRC = Pattern.compile("\"src\": *\"([^\"]+)\"");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Sandbox sandbox;

    private FragileStreet street;
    private Chromium browser;
    private String base;

    @BeforeAll
    static void startServer() throws IOException {
        sandbox = Sandbox.start(5);
    }

    @AfterAll
    static void stopServer() {
        sandbox.close();
    }

    @BeforeEach
    void start() throws IOException {
        street = FragileStreet.start(sandbox, sandbox, "none");
        base = street.base();
        browser = Chromium.open("mount");
    }

    @AfterEach
    void stop() throws IOException {
        browser.close();
        street.close();
    }

    @Test
    void tenTabsOverHttp11AreAllLiveOnOneStream() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "Hello");
            page.keyboard().press("Enter");
            assertThat(page.locator("body")).containsText("Streamed answer", patiently());

            List<Page> tabs = new ArrayList<>(List.of(page));
            IntStream.rangeClosed(2, 10).forEach(nth -> {
                Page tab = page.context().newPage();
                tab.navigate(page.url());
                assertThat(tab.locator("body")).containsText("Streamed answer", patiently());
                tabs.add(tab);
            });
            sandbox.rename(OfficialUi.sessionOf(page), "A name that all tabs see");
            tabs.forEach(tab -> assertThat(tab.locator("body")).containsText("A name that all tabs see", patiently()));
            // Of this server, and of the other one in the list.
            assertThat(openStreams()).isEqualTo(2);
            browser.screenshot("ten-tabs");

            tabs.subList(1, 10).forEach(Page::close);
            page.navigate(base + "#servers");
            page.waitForCondition(() -> openStreams() == 0);
            assertThat(browser.complaints()).isEmpty();
        });
    }

    @Test
    void aBrowserWithoutSharedWorkersIsLiveAsWell() {
        browser.tell(page -> {
            page.addInitScript("delete window.SharedWorker");
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "Hello");
            page.keyboard().press("Enter");
            assertThat(page.locator("body")).containsText("Streamed answer", patiently());
            sandbox.rename(OfficialUi.sessionOf(page), "Seen without a worker");
            assertThat(page.locator("body")).containsText("Seen without a worker", patiently());
        });
    }

    @Test
    void eachServerHasItsPlaceAndItsDraft() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "For the box");
            String place = page.url();
            Page elsewhere = page.context()
                    .waitForPage(() -> page.locator("a[href^='/']")
                            .first()
                            .click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL))));
            elsewhere.waitForLoadState(LoadState.DOMCONTENTLOADED);
            assertThat(elsewhere.url()).startsWith(base + "s/box/");
            elsewhere.close();

            open(page, "two");
            OfficialUi.newSession(page);
            assertThat(composer(page)).not().containsText("For the box");
            OfficialUi.type(page, "For two");
            open(page, "box");
            assertThat(composer(page)).containsText("For the box", patiently());
            assertThat(page).hasURL(place);
            open(page, "two");
            assertThat(composer(page)).containsText("For two", patiently());

            page.goBack();
            assertThat(page).hasURL(place);
            assertThat(composer(page)).containsText("For the box", patiently());
        });
    }

    @Test
    void itsIconsAreUnderThePrefix() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            List<String> icons =
                    texts(page, "() => [...document.querySelectorAll('" + ICONS + "')].map(link => link.href)");
            assertThat(icons).hasSizeGreaterThan(2).allSatisfy(url -> isThere(page, url, "image/"));
            List<String> manifests = texts(page, "() => [document.querySelector('link[rel=manifest]').href]");
            assertThat(manifests).allSatisfy(url -> isThere(page, url, "application/manifest+json"));
            String manifest = page.request().get(manifests.get(0)).text();
            assertThat(SRC.matcher(manifest).results())
                    .isNotEmpty()
                    .allSatisfy(icon -> isThere(page, resolved(manifests.get(0), icon.group(1)), "image/"));
            assertThat(resolved(manifests.get(0), field(manifest, "start_url"))).isEqualTo(base);
        });
    }

    private void isThere(Page page, String url, String type) {
        assertThat(url).startsWith(base + "ui/");
        APIResponse answer = page.request().get(url);
        assertThat(answer.status()).as(url).isEqualTo(200);
        assertThat(answer.headers().get("content-type")).as(url).startsWith(type);
        assertThat(answer.body()).as(url).isNotEmpty();
    }

    private static String resolved(String base, String reference) {
        return URI.create(base).resolve(reference).toString();
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Page page, String script) {
        return (List<String>) page.evaluate(script);
    }

    @Test
    void whoWaitsOnAnotherServerIsKnown() {
        browser.tell(page -> {
            page.navigate(base + "s/two/");
            page.waitForCondition(() -> openStreams() >= 2);
            String session = field(sandbox.post("/session", "{}"), "id");
            sandbox.post(
                    "/session/" + session + "/prompt_async",
                    "{\"parts\":[{\"type\":\"text\",\"text\":\"Please [bash]\"}]}");
            page.waitForCondition(() -> attention(page).contains("\"server\":\"box\",\"waiting\":1"));
            sandbox.post("/session/" + session + "/abort", "{}");
            page.waitForCondition(() -> attention(page)
                    .contains("\"server\":\"box\",\"waiting\":0,\"isWorking\":false,\"hasFinished\":true"));
        });
    }

    private static String attention(Page page) {
        return (String) page.evaluate("() => JSON.stringify(window.__opencodeProxy.events.attention())");
    }

    private static void open(Page page, String server) {
        page.keyboard().press("Control+Shift+K");
        page.locator("[data-row]")
                .filter(new Locator.FilterOptions().setHasText(server))
                .first()
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/s/" + server + "/.*"));
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile("\"" + name + "\": *\"([^\"]+)\"").matcher(json);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    /** How many event streams the sample has open, whoever asked for them. */
    private int openStreams() {
        try {
            String metrics = CLIENT.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + street.samplePort() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher gauge = Pattern.compile("opencode_proxy_open_streams\\{kind=\"event_stream\"} (\\d+)")
                    .matcher(metrics);
            return gauge.find() ? Integer.parseInt(gauge.group(1)) : 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
