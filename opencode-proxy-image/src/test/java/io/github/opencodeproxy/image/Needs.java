package io.github.opencodeproxy.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** What these tests cannot do without. Where it is missing they are skipped, and fail when nothing may be skipped. */
final class Needs {

    private static final boolean STRICT = Boolean.getBoolean("verify.strict");

    private Needs() {}

    /** The path of a program. */
    static Path program(String... names) {
        return require(find(names), names[0] + ", which ./verify installs on Debian as root");
    }

    static void root() {
        require(
                Optional.of("root").filter(System.getProperty("user.name")::equals),
                "root, for a Docker engine of their own");
    }

    /** Where a JDK 25 is. */
    static Path java25() {
        String named = System.getProperty("verify.java25", System.getProperty("java.home"));
        Optional<Path> found = Stream.concat(Stream.of(Path.of(named)), children(Path.of("/usr/lib/jvm")))
                .filter(Needs::isJdk25)
                .findFirst();
        return require(found, "a JDK 25 (JAVA_25_HOME, or in /usr/lib/jvm)");
    }

    private static boolean isJdk25(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/jlink"))
                    && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"25");
        } catch (IOException notOne) {
            return false;
        }
    }

    private static Stream<Path> children(Path folder) {
        File[] children = folder.toFile().listFiles();
        return children == null ? Stream.empty() : Stream.of(children).sorted().map(File::toPath);
    }

    private static Optional<Path> find(String... names) {
        String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
        return Stream.of(names)
                .flatMap(name -> Stream.of(path.split(":", -1)).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static <T> T require(Optional<T> found, String what) {
        return found.orElseThrow(() -> missing(what));
    }

    /** What a test ends with where something is missing. */
    private static RuntimeException missing(String what) {
        if (STRICT) {
            throw new AssertionFailedError("The tests of the images need " + what);
        }
        return skipped("they need " + what);
    }

    /**
     * What a test ends with on a machine that forbids what it needs. Nothing that could be installed changes that, so it is
     * skipped even where nothing may be skipped. Maven does not print the reason.
     */
    @SuppressWarnings("SystemOut")
    static RuntimeException skipped(String why) {
        String message = "SKIPPED are the tests of the images, because " + why;
        System.out.println("verify: " + message);
        return new TestAbortedException(message);
    }
}
