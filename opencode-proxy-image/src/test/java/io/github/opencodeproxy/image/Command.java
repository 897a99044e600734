package io.github.opencodeproxy.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of this machine, run to their end, which comes after some minutes at the latest. */
final class Command {

    /** Longer than any of them takes on a slow machine; then it ends with 124. The children go with it. */
    private static final List<String> LIMIT = List.of("timeout", "--kill-after=10", "240");

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
            List<String> limited =
                    Stream.concat(LIMIT.stream(), Stream.of(command)).toList();
            Process process =
                    new ProcessBuilder(limited).redirectErrorStream(true).start();
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
