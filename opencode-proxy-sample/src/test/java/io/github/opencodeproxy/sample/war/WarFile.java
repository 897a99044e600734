package io.github.opencodeproxy.sample.war;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The WAR that the build makes, and WARs of others who use the same jars. */
final class WarFile {

    static final Path OURS = Path.of("target", "opencode-proxy.war").toAbsolutePath();

    private static final String HEAD = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
            """;

    private WarFile() {}

    /** A copy with another {@code web.xml}. */
    static Path with(Path folder, String name, String descriptor) throws IOException {
        Path war = Files.copy(OURS, folder.resolve(name));
        try (FileSystem content = FileSystems.newFileSystem(war)) {
            Files.writeString(content.getPath("WEB-INF", "web.xml"), HEAD + descriptor + "</web-app>");
        }
        return war;
    }
}
