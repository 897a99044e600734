package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetCatalogTest {

    private static final String APP = "ui/00112233aabbccdd/assets/app.js";

    private Path folder;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void readsTheCatalogueOfTheClassPath() throws IOException {
        AssetCatalog catalog = find(getClass().getClassLoader());
        assertThat(catalog).hasToString("OpenCode 1.18.33, build 00112233aabbccdd, 4 files");
        Asset app = catalog.asset(APP).orElseThrow();
        for (ContentCoding coding : app.codings()) {
            try (InputStream bytes = catalog.open(app, coding)) {
                assertThat(catalog.length(app, coding))
                        .isEqualTo(bytes.readAllBytes().length)
                        .isEqualTo(catalog.length(app, coding));
            }
        }
    }

    @Test
    void knowsNothingButTheIndex() {
        AssetCatalog catalog = find(getClass().getClassLoader());
        assertThat(catalog.asset("")).isEmpty();
        assertThat(catalog.asset("/" + APP)).isEmpty();
        assertThat(catalog.asset(APP + ".br")).isEmpty();
        assertThat(catalog.asset("../ui.json")).isEmpty();
        assertThat(catalog.asset("ui/../" + APP)).isEmpty();
    }

    @Test
    void isEmptyWithoutTheJar() {
        assertThat(AssetCatalog.find(ClassLoader.getPlatformClassLoader())).isEmpty();
    }

    @Test
    void stopsTheStartWhenPagesAreMissingOrTheIndexIsBroken() throws IOException {
        try (URLClassLoader loader = loaderWith(index("[]"))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> AssetCatalog.find(loader))
                    .havingCause()
                    .withMessageContaining("pages/landing.html");
        }
        try (URLClassLoader loader = loaderWith("{")) {
            assertThatIllegalStateException().isThrownBy(() -> AssetCatalog.find(loader));
        }
    }

    @Test
    void breaksTheConnectionOfAFileThatEndsEarlyAndHidesOneThatIsMissing() throws Exception {
        String files = "[%s,%s]".formatted(file("short.txt", 100_000), file("gone.txt", 10));
        try (URLClassLoader loader = loaderWith(index(files))) {
            write("pages/landing.html", "");
            write("pages/mount.html", "");
            write("files/short.txt", "x".repeat(70_000));
            try (StaticServer server = StaticServer.start("/", "", loader)) {
                RawAnswer cut = server.get("/short.txt");
                assertThat(cut.header("Content-Length")).isEqualTo("100000");
                assertThat(cut.body()).hasSizeLessThan(100_000);
                RawAnswer gone = server.get("/gone.txt");
                assertThat(gone.status()).isEqualTo(404);
                assertThat(gone.header("X-Opencode-Proxy-Error")).isEqualTo("not_found");
                assertThat(gone.header("ETag")).isEmpty();
            }
        }
    }

    @Test
    void streamsFilesThatAreLargerThanItsBuffer() throws Exception {
        String text = "0123456789".repeat(50_000);
        try (URLClassLoader loader = loaderWith(index("[%s]".formatted(file("large.txt", text.length()))))) {
            write("pages/landing.html", "");
            write("pages/mount.html", "");
            write("files/large.txt", text);
            try (StaticServer server = StaticServer.start("/", "", loader)) {
                assertThat(server.get("/large.txt").body()).isEqualTo(text);
                assertThat(server.get("/large.txt", "Range: bytes=100001-400000")
                                .body())
                        .isEqualTo(text.substring(100_001, 400_001));
            }
        }
    }

    private static AssetCatalog find(ClassLoader loader) {
        return AssetCatalog.find(loader).orElseThrow();
    }

    private static String index(String files) {
        return "{\"format\":1,\"opencode\":\"1\",\"build\":\"0000000000000000\","
                + "\"pages\":{\"landing\":\"landing.html\",\"mount\":\"mount.html\"},\"files\":" + files + "}";
    }

    private static String file(String path, int size) {
        return "{\"path\":\"%s\",\"type\":\"text/plain\",\"size\":%d,\"sha256\":\"%s\"}"
                .formatted(path, size, "0".repeat(64));
    }

    private URLClassLoader loaderWith(String index) throws IOException {
        write("ui.json", index);
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("META-INF/opencode-ui/" + name);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}
