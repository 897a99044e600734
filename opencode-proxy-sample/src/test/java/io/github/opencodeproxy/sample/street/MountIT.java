package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.opencodeproxy.sample.street.OfficialUi.button;
import static io.github.opencodeproxy.sample.street.OfficialUi.composer;
import static io.github.opencodeproxy.sample.street.OfficialUi.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import com.microsoft.playwright.options.LoadState;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import io.github.opencodeproxy.testkit.RawUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * OpenCode's own UI, mounted: many tabs over few connections, a network that is cut, a session of the gateway that ends,
 * and what the user has typed through all of it. One real OpenCode under two names: {@code box}, whose network can be cut,
 * and {@code two}.
 */
@Timeout(240)
class MountIT {

    private static final String PREFIX = "/notebook/team/box";
    private static final String PASSWORD = "CANARY-pass:word";
    private static final String COUNT_QUESTIONS =
            "() => { const fetch = window.fetch; window.questions = []; window.fetch ="
                    + " (input, init) => { questions.push(input.url ?? String(input)); return fetch(input, init) } }";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static Sandbox sandbox;

    private RawUpstream typed;
    private Wire toServer;
    private Wire toSample;
    private SampleServer sample;
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
        typed = RawUpstream.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n"
                + "{\"healthy\":true,\"version\":\"1.18.33\"} ");
        toServer = Wire.to(URI.create(sandbox.url()).getPort());
        sample = SampleServer.start(ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT", "0",
                        "NB_PREFIX", PREFIX,
                        "opencode.proxy.bind-address", "127.0.0.1",
                        "opencode.proxy.local-url", "none",
                        "opencode.proxy.servers.box.url", "http://127.0.0.1:" + toServer.port(),
                        "opencode.proxy.servers.two.url", sandbox.url(),
                        "opencode.proxy.limits.requests-per-second", "1000",
                        "opencode.proxy.limits.burst", "5000",
                        "opencode.proxy.allow", typed.url()),
                Map.of())));
        toSample = Wire.to(sample.port());
        base = "http://127.0.0.1:" + toSample.port() + PREFIX + "/";
        browser = Chromium.open("mount");
    }

    @AfterEach
    void stop() throws IOException {
        browser.close();
        toSample.close();
        sample.close();
        toServer.close();
        typed.close();
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
            rename(page, "A name that all tabs see");
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
            rename(page, "Seen without a worker");
            assertThat(page.locator("body")).containsText("Seen without a worker", patiently());
        });
    }

    @Test
    void aLostConnectionIsSaidAndHealsByItself() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "Hello");
            page.keyboard().press("Enter");
            assertThat(page.locator("body")).containsText("Streamed answer", patiently());
            OfficialUi.type(page, "A draft");

            toServer.cut();
            assertThat(banner(page)).containsText("No connection to “box”", patiently());
            browser.screenshot("connection-lost");
            OfficialUi.type(page, " and more of it");
            rename(page, "Changed meanwhile");
            post(
                    "/session/" + sessionOf(page) + "/prompt_async",
                    "{\"parts\":[{\"type\":\"text\",\"text\":\"Said meanwhile\"}]}");

            toServer.heal();
            // As a click on "Try now", but the page may be trying already, or be done.
            banner(page).evaluateAll("found => found.forEach(banner => banner.querySelector('button').click())");
            assertThat(banner(page)).hasCount(0);
            assertThat(page.locator("body")).containsText("Changed meanwhile", patiently());
            assertThat(page.locator("body")).containsText("Said meanwhile", patiently());
            assertThat(composer(page)).containsText("A draft and more of it");

            toServer.cut();
            assertThat(banner(page)).isVisible();
            page.reload();
            assertThat(banner(page)).containsText("No connection to “box”", patiently());
            browser.screenshot("reloaded-without-server");
            toServer.heal();
            assertThat(composer(page)).containsText("A draft and more of it", patiently());
            assertThat(banner(page)).hasCount(0);
        });
    }

    @Test
    void anEndedSessionIsSaidAndTheLoginPageIsNotOverrun() {
        browser.tell(page -> {
            page.navigate(base + "s/box/");
            OfficialUi.newSession(page);
            OfficialUi.type(page, "A draft");
            String place = page.url();

            toSample.answer("HTTP/1.1 302 Found\r\nLocation: https://login.invalid/\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n");
            Locator screen =
                    page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Your session has ended"));
            assertThat(screen).isVisible();
            browser.screenshot("session-ended");
            int before = toSample.answered();
            page.evaluate("() => Promise.all(Array.from({ length: 200 }, () => fetch('/session')))");
            // Who asks beside the official UI does so every ten seconds or less often.
            assertThat(toSample.answered() - before).isLessThan(10);

            toSample.heal();
            // As a click, but whoever finds out first that the session is back: the screen goes then.
            screen.getByText("Sign in again", new Locator.GetByTextOptions().setExact(true))
                    .evaluate("button => button.click()");
            assertThat(composer(page)).containsText("A draft", patiently());
            assertThat(page).hasURL(place);
            assertThat(screen).isHidden();
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
    void theOfficialFormTellsNobodyAPasswordWhileItIsTyped() {
        List<String> contacted = new CopyOnWriteArrayList<>();
        browser.tell(page -> {
            page.onRequest(request -> contacted.add(request.headers().getOrDefault("x-target-server", "")));
            page.navigate(base + "s/box/");
            assertThat(button(page, "Add project").first()).isVisible();
            page.evaluate(COUNT_QUESTIONS);
            openOfficialServers(page);
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
            assertThat(page.locator("[data-row]")
                            .filter(new Locator.FilterOptions()
                                    .setHasText(typed.url().replace("http://", ""))))
                    .containsText("Healthy", patiently());
            assertThat(Storages.of(page))
                    .contains(":credentials")
                    .doesNotContain("CANARY")
                    .doesNotContain(expected.substring(6, 26));
            page.navigate(base + "s/two/");
            openOfficialServers(page);
            assertThat(page.getByRole(AriaRole.DIALOG).filter(new Locator.FilterOptions().setHasText("Add server")))
                    .containsText(typed.url().replace("http://", ""), patiently());
            assertThat(browser.requests()).noneMatch(url -> url.contains("CANARY"));
            assertThat(browser.complaints()).isEmpty();
        });
    }

    @Test
    void whoWaitsOnAnotherServerIsKnown() {
        browser.tell(page -> {
            page.navigate(base + "s/two/");
            page.waitForCondition(() -> openStreams() >= 2);
            String session = field(post("/session", "{}"), "id");
            post(
                    "/session/" + session + "/prompt_async",
                    "{\"parts\":[{\"type\":\"text\",\"text\":\"Please [bash]\"}]}");
            page.waitForCondition(() -> attention(page).contains("\"server\":\"box\",\"waiting\":1"));
            post("/session/" + session + "/abort", "{}");
            page.waitForCondition(() -> attention(page)
                    .contains("\"server\":\"box\",\"waiting\":0,\"isWorking\":false,\"hasFinished\":true"));
        });
    }

    private static String attention(Page page) {
        return (String) page.evaluate("() => JSON.stringify(window.__opencodeProxy.events.attention())");
    }

    private static Locator banner(Page page) {
        return page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("No connection"));
    }

    private static void open(Page page, String server) {
        page.keyboard().press("Control+Shift+K");
        page.locator("[data-row]")
                .filter(new Locator.FilterOptions().setHasText(server))
                .first()
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/s/" + server + "/.*"));
    }

    private static void openOfficialServers(Page page) {
        assertThat(button(page, "Add project").first()).isVisible();
        page.keyboard().press("Control+Comma");
        page.getByText("Servers", new Page.GetByTextOptions().setExact(true))
                .locator("visible=true")
                .first()
                .click();
    }

    /** Renames the session that the page shows, as somebody else would. */
    private static void rename(Page page, String title) {
        send("PATCH", "/session/" + sessionOf(page), "{\"title\":\"" + title + "\"}");
    }

    private static String sessionOf(Page page) {
        Matcher session = Pattern.compile("ses_\\w+").matcher(page.url());
        assertThat(session.find()).isTrue();
        return session.group();
    }

    private static String post(String path, String body) {
        return send("POST", path, body);
    }

    private static String send(String method, String path, String body) {
        try {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(sandbox.url() + path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    /** How many event streams the sample has open, whoever asked for them. */
    private int openStreams() {
        try {
            String metrics = CLIENT.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sample.port() + "/metrics"))
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
