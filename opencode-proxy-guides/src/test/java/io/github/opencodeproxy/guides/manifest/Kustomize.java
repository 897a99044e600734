package io.github.opencodeproxy.guides.manifest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** {@code kubectl kustomize}: no cluster is asked. */
final class Kustomize {

    private Kustomize() {}

    /** What an overlay comes to; skips the test where there is no kubectl, which Debian does not have new enough. */
    static String build(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(kubectl().toString(), "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertEquals(0, process.waitFor(), () -> "kubectl kustomize " + folder);
        return output;
    }

    private static Path kubectl() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("Needs kubectl 1.30 or later"));
    }
}
