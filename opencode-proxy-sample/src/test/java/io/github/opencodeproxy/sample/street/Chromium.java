package io.github.opencodeproxy.sample.street;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Debian's Chromium with one page, and a record of what a page must not do. */
final class Chromium implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final String story;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Playwright playwright, Browser browser, String story) {
        this.playwright = playwright;
        this.browser = browser;
        this.story = story;
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(1360, 860).setLocale("en-US"));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        page = context.newPage();
        page.onRequest(request -> requests.add(request.url()));
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    /** Opens the browser; screenshots are named after the story. */
    static Chromium open(String story) {
        Path binary = Tools.require("chromium", "chromium-browser");
        // Playwright would fetch browsers of its own.
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(binary)
                        .setArgs(FLAGS));
        return new Chromium(playwright, browser, story);
    }

    /** Lets a story happen on the page, and keeps a picture of where it went wrong. */
    void tell(Consumer<Page> walk) {
        try {
            walk.accept(page);
        } catch (AssertionError | RuntimeException e) {
            screenshot("failure");
            throw e;
        }
    }

    /** Every URL that was asked for over the network. */
    List<String> requests() {
        return requests.stream().filter(url -> url.startsWith("http")).toList();
    }

    /** Violations of the content security policy and errors that nobody caught. */
    List<String> complaints() {
        return complaints;
    }

    /** Nothing was asked for outside of this address, and no rule was broken. */
    void stayedInside(String base) {
        assertThat(requests()).isNotEmpty().allSatisfy(url -> assertThat(url).startsWith(base));
        assertThat(complaints).isEmpty();
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(story + "-" + name + ".png")));
    }

    /**
     * A picture without what moves; also kept as a file. Code is covered: its highlighter gives each line half a second, and
     * what a busy machine has not done by then stays in one colour.
     */
    static byte[] still(Page page, String name) {
        return page.screenshot(new Page.ScreenshotOptions()
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setCaret(ScreenshotCaret.HIDE)
                .setMask(List.of(page.locator("pre")))
                .setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
