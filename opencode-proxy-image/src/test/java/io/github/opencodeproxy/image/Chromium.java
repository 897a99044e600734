package io.github.opencodeproxy.image;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;

/** This machine's Chromium inside the network of a pod: it has that pod's interfaces, routes and neighbours, and no others. */
final class Chromium implements AutoCloseable {

    static final int PATIENCE_MILLIS = 90_000;

    private static final int SHORT_PATIENCE_MILLIS = 10_000;
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

    private Chromium(Playwright playwright, Browser browser, String story) {
        this.playwright = playwright;
        this.browser = browser;
        this.story = story;
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(1360, 860).setLocale("en-US"));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        page = context.newPage();
    }

    /** Opens it beside a pod; screenshots are named after the story. */
    static Chromium beside(GenericContainer<?> pod, String story) throws IOException {
        Path binary = Needs.program("chromium", "chromium-browser", "google-chrome");
        Path launcher = Command.target().resolve("chromium-" + story);
        Files.writeString(launcher, """
                #!/bin/sh
                exec nsenter --net=/proc/%s/ns/net -- %s "$@"
                """.formatted(Pod.process(pod), binary));
        launcher.toFile().setExecutable(true);
        // Playwright would fetch browsers of its own.
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(launcher)
                        .setArgs(FLAGS));
        return new Chromium(playwright, browser, story);
    }

    /** Lets a story happen on the page, and keeps a picture of where it went wrong. */
    void tell(Consumer<Page> walk) {
        try {
            walk.accept(page);
        } catch (AssertionError | RuntimeException e) {
            try {
                screenshot("failure");
            } catch (PlaywrightException noPicture) {
                e.addSuppressed(noPicture);
            }
            throw e;
        }
    }

    /** Whether the browser gets any answer from there, within a time that is far longer than the answer of one that is there. */
    boolean cannotOpen(String url) {
        try (Page other = page.context().newPage()) {
            other.navigate(url, new Page.NavigateOptions().setTimeout(SHORT_PATIENCE_MILLIS));
            return false;
        } catch (PlaywrightException e) {
            return true;
        }
    }

    void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(story + "-" + name + ".png")));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
