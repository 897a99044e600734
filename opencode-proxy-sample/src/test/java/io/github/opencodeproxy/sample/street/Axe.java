package io.github.opencodeproxy.sample.street;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** axe-core, of the version that the build of the page pins: what it finds on a screen, in light and in dark. */
final class Axe {

    private static final String RUN = """
            async (scope) => {
              // axe takes what is fixed over a body that hides its overflow for hidden.
              const { style } = document.body
              const { overflow } = style
              style.overflow = "visible"
              const { violations, passes } = await axe.run(scope).finally(() => { style.overflow = overflow })
              if (![...violations, ...passes].some(({ id }) => id === "color-contrast")) return ["no text was seen in " + scope]
              return violations.map(({ id, help, nodes }) =>
                `${id}: ${help}: ${nodes.map(({ html, any }) => html + " " + any.map(({ message }) => message)).join("; ")}`)
            }
            """;

    private final String script;
    private final Page page;

    Axe(Page page) {
        this.page = page;
        Path file = Tools.repository().resolve("opencode-ui-assets/node_modules/axe-core/axe.min.js");
        try {
            script = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Build opencode-ui-assets first: it installs axe-core", e);
        }
    }

    /** The screen that is shown, or the part of it that the selector names, has no violation; ends in light. */
    void findsNothing(String screen, String scope) {
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            show(scheme);
            if (Boolean.FALSE.equals(page.evaluate("() => 'axe' in window"))) {
                // Not as a script element: the page's policy allows none that is not its own.
                page.evaluate(script);
            }
            assertThat((List<?>) page.evaluate(RUN, scope))
                    .as("%s, %s", screen, scheme)
                    .isEmpty();
        }
    }
    /** Light or dark, as the system has it and the official UI follows it. */
    void show(ColorScheme scheme) {
        // Without motion a colour is there at once.
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme).setReducedMotion(ReducedMotion.REDUCE));
        // The official UI hears of it later, and our bar from it.
        page.waitForFunction(
                "scheme => (document.documentElement.dataset.colorScheme ?? scheme) === scheme",
                scheme.name().toLowerCase(Locale.ROOT));
    }
}
