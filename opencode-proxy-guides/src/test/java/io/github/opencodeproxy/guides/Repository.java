package io.github.opencodeproxy.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The checkout: Maven runs tests in the module's folder. */
public final class Repository {

    /** Its root. */
    public static final Path ROOT =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    private Repository() {}

    /** {@return the text of a file, named from the root} */
    public static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** {@return the documents that people read: those in the root, in docs and in deploy} */
    static List<Path> documents() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> deploy = Files.walk(ROOT.resolve("deploy"))) {
            return Stream.of(root, docs, deploy)
                    .flatMap(files -> files)
                    .filter(file -> file.getFileName().toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
