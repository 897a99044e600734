package io.github.opencodeproxy.sample.street;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that a test needs and Maven cannot bring. */
final class Tools {

    /** Where {@code ./verify --strict} says that a missing program is a failure and not a reason to skip. */
    private static final boolean STRICT = Boolean.getBoolean("verify.strict");

    private Tools() {}

    /** The path of a program; skips the test, or fails it when strict, where there is none. */
    static Path require(String... names) {
        Optional<Path> found = Stream.of(names)
                .flatMap(Tools::candidates)
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String message = "Needs " + names[0] + ", which ./verify installs on Debian as root";
            if (STRICT) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        return found.orElseThrow();
    }

    private static Stream<Path> candidates(String name) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1)).map(folder -> Path.of(folder, name));
    }

    /** Runs a program to its end; what it printed, when it ended well. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(command[0] + " ended with " + exit + ": " + output);
        }
        return output;
    }

    /** The root of the repository: Maven runs tests in the module's folder. */
    static Path repository() {
        return Path.of("").toAbsolutePath().getParent();
    }
}
