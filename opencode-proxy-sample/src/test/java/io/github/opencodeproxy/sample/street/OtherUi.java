package io.github.opencodeproxy.sample.street;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The UI of another OpenCode version in the place of the one on the class path, for whatever starts while it is open. */
final class OtherUi extends URLClassLoader {

    private static final String UI = "META-INF/opencode-ui/";

    private final ClassLoader before;

    private OtherUi(Path folder, ClassLoader before) throws MalformedURLException {
        super(new URL[] {folder.toUri().toURL()}, before);
        this.before = before;
    }

    /** Takes the UI out of that version from npm, and rewrites it as the build does. */
    static OtherUi of(String version) throws IOException, InterruptedException {
        Path folder = Path.of("target", "canary", version);
        Tools.run(
                Tools.require("node").toString(),
                Tools.repository()
                        .resolve("opencode-ui-assets/scripts/pack.mjs")
                        .toString(),
                "--version",
                version,
                "--output",
                folder.resolve(UI).toString());
        OtherUi ui = new OtherUi(folder, Thread.currentThread().getContextClassLoader());
        Thread.currentThread().setContextClassLoader(ui);
        return ui;
    }

    /** {@return the version that its index names} */
    String version() throws IOException {
        return versionIn(this);
    }

    /** {@return the version of the UI that a sample has that is started with this class loader} */
    static String versionIn(ClassLoader loader) throws IOException {
        try (InputStream index = loader.getResourceAsStream(UI + "ui.json")) {
            return new ObjectMapper().readTree(index).get("opencode").asText();
        }
    }

    /** Not the parent's first, as a class loader has it: the parent has a UI as well. */
    @Override
    public @Nullable URL getResource(String name) {
        return name.startsWith(UI) ? findResource(name) : super.getResource(name);
    }

    @Override
    public void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        super.close();
    }
}
