package io.github.opencodeproxy.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Programs of this machine, run to their end. */
final class Command {

    private Command() {}

    /**
     * What came of one.
     *
     * @param output standard output and error
     */
    record Result(int exit, String output) {}

    /** What it printed. Fails when it does not end well. */
    static String run(String... command) {
        Result result = attempt(command);
        if (result.exit() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with " + result.exit() + ":\n" + result.output());
        }
        return result.output();
    }

    static Result attempt(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The root of the repository: Maven runs tests in the module's folder. */
    static Path repository() {
        return Path.of("").toAbsolutePath().getParent();
    }

    static Path target() {
        return Path.of("target").toAbsolutePath();
    }
}
