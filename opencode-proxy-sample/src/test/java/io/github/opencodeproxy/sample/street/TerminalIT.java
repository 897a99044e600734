package io.github.opencodeproxy.sample.street;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.opencodeproxy.sample.SampleServer;
import io.github.opencodeproxy.servlet.config.ConfigSources;
import io.github.opencodeproxy.servlet.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terminal of OpenCode's own UI on a real server, through a prefixing gateway and the sample. */
class TerminalIT {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

    /** A canvas has no text: what the terminal shows is what came over its sockets. */
    private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();

    private final StringBuilder output = new StringBuilder();

    @Test
    void aUserTypesInATerminalReloadsAndLeavesIt(@TempDir Path folder) throws Exception {
        Tools.require("nginx");
        try (Sandbox sandbox = Sandbox.start(5);
                SampleServer sample = SampleServer.start(providing(sandbox));
                Gateway gateway = Gateway.start(Gateway.Style.KEEPS_PREFIX, sample.port(), folder);
                Chromium browser = Chromium.open("terminal")) {
            browser.tell(page -> {
                page.onWebSocket(this::listen);
                walk(page, gateway, browser);
            });

            assertThat(sockets)
                    .isNotEmpty()
                    .allSatisfy(socket ->
                            assertThat(socket.url()).startsWith(gateway.url().replace("http:", "ws:")));
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private void listen(WebSocket socket) {
        sockets.add(socket);
        socket.onFrameReceived(frame -> {
            if (frame.text() != null) {
                output.append(frame.text());
            }
        });
    }

    private void walk(Page page, Gateway gateway, Chromium browser) {
        page.navigate(gateway.url() + "s/box/");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Add project").setExact(true))
                .first()
                .click();
        page.getByText("project/").first().click();
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("New session").setExact(true))
                .last()
                .click();
        assertThat(page.getByText("Stub One").first()).isVisible();
        Locator editor = page.locator("[contenteditable=true]").first();
        editor.click();
        editor.pressSequentially("Hello");
        page.keyboard().press("Enter");
        assertThat(page.locator("body"))
                .containsText(
                        "Streamed answer", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
        page.keyboard().press("Control+Backquote");
        page.waitForCondition(() -> output.toString().matches("(?s).*[#$] .*"));

        type(page, "mark=still-here; stty size; echo out-$((6*7))");
        awaitOutput(page, "out-42");
        browser.screenshot("1-typed");
        String sizeBefore = size();

        page.setViewportSize(1360, 600);
        await("another size").atMost(PATIENCE).until(() -> {
            output.setLength(0);
            type(page, "stty size; echo asked-$((1+1))");
            awaitOutput(page, "asked-2");
            return !size().equals(sizeBefore);
        });
        browser.screenshot("2-resized");

        output.setLength(0);
        int socketsBefore = sockets.size();
        page.reload();
        page.waitForCondition(() -> sockets.size() > socketsBefore);
        page.locator("canvas").first().click();
        type(page, "echo $mark-$((3+4))");
        awaitOutput(page, "still-here-7");
        browser.screenshot("3-after-reload");

        WebSocket last = sockets.get(sockets.size() - 1);
        type(page, "exit");
        assertThat(page.getByText("Terminal 1")).isHidden();
        page.waitForCondition(() -> last.isClosed());
        browser.screenshot("4-left");
    }

    private static void type(Page page, String line) {
        page.keyboard().type(line);
        page.keyboard().press("Enter");
    }

    private String size() {
        return output.toString().replaceAll("(?s).*?(\\d+ \\d+)\\r?\\n.*", "$1");
    }

    private void awaitOutput(Page page, String text) {
        page.waitForCondition(() -> output.toString().contains(text));
    }

    private static ServerConfig providing(Sandbox sandbox) {
        return ServerConfig.read(ConfigSources.of(
                Map.of(
                        "PORT",
                        "0",
                        "NB_PREFIX",
                        Gateway.PREFIX,
                        "opencode.proxy.local-url",
                        "none",
                        "opencode.proxy.servers.box.url",
                        sandbox.url()),
                Map.of()));
    }
}
