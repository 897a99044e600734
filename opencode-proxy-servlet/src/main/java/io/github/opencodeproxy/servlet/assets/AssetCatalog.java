package io.github.opencodeproxy.servlet.assets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The UI on the class path: which files there are, and their bytes.
 *
 * <p>A request's path is looked up among the paths of the index and never becomes a resource name itself, so a name that
 * is not in the index cannot be read, however it is written. The bytes stay in the jar: a browser asks for each file once
 * per build, and the whole UI is 34 MB, so keeping it would cost more than it saves.
 *
 * <p>Immutable but for remembered lengths; safe for use by many threads.
 */
final class AssetCatalog {

    private static final String ROOT = "META-INF/opencode-ui/";
    private static final String FILES = ROOT + "files/";
    private static final String PAGES = ROOT + "pages/";

    private final ClassLoader loader;
    private final UiIndex index;
    private final IndexPage landing;
    private final IndexPage mount;
    private final Map<String, Long> lengths = new ConcurrentHashMap<>();

    private AssetCatalog(ClassLoader loader, UiIndex index) throws IOException {
        this.loader = loader;
        this.index = index;
        this.landing = page(index.landing());
        this.mount = page(index.mount());
    }

    /**
     * Reads the catalogue.
     *
     * @param loader whose class path may have the UI
     * @return the catalogue, or empty when there is no UI on that class path
     * @throws IllegalStateException when the index or a page is broken
     * @throws UncheckedIOException when the class path cannot be read, or has the index without the pages
     */
    static Optional<AssetCatalog> find(ClassLoader loader) {
        try (InputStream json = loader.getResourceAsStream(ROOT + "ui.json")) {
            if (json == null) {
                return Optional.empty();
            }
            return Optional.of(new AssetCatalog(loader, UiIndexReader.parse(json.readAllBytes())));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The OpenCode UI on the class path is not complete", unreadable);
        }
    }

    /**
     * Looks a file up.
     *
     * @param path relative to the base, as the request line has it: nothing is decoded
     */
    Optional<Asset> asset(String path) {
        return Optional.ofNullable(index.files().get(path));
    }

    IndexPage landing() {
        return landing;
    }

    IndexPage mount() {
        return mount;
    }

    /** {@return how many bytes one variant has} */
    long length(Asset asset, ContentCoding coding) throws IOException {
        if (coding == ContentCoding.IDENTITY) {
            return asset.size();
        }
        // Not in the index, and no class loader tells it for sure: read once through, then remembered.
        String name = asset.path() + coding.suffix();
        Long known = lengths.get(name);
        if (known == null) {
            try (InputStream bytes = open(asset, coding)) {
                known = bytes.transferTo(OutputStream.nullOutputStream());
            }
            lengths.put(name, known);
        }
        return known;
    }

    /**
     * Opens the bytes of one variant; the caller closes the stream.
     *
     * @throws FileNotFoundException when the index promised more than the jar has
     */
    InputStream open(Asset asset, ContentCoding coding) throws IOException {
        return resource(FILES + asset.path() + coding.suffix());
    }

    /** {@return one line for the log} */
    @Override
    public String toString() {
        return "OpenCode " + index.opencode() + ", build " + index.build() + ", "
                + index.files().size() + " files";
    }

    private IndexPage page(String name) throws IOException {
        try (InputStream bytes = resource(PAGES + name)) {
            return IndexPage.of(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private InputStream resource(String name) throws IOException {
        InputStream bytes = loader.getResourceAsStream(name);
        if (bytes == null) {
            throw new FileNotFoundException(name);
        }
        return bytes;
    }
}
