package io.github.opencodeproxy.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JDK's tool that asks a running JVM to do something. */
public final class Jcmd {

    private static final Path TOOL = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private Jcmd() {}

    /** {@return what the JVM answers, empty when there is no tool or the process is no JVM} */
    public static String run(long process, String... command) throws IOException, InterruptedException {
        Path exe = Path.of("/proc", String.valueOf(process), "exe");
        if (!Files.isExecutable(TOOL) || !exe.toRealPath().endsWith("java")) {
            return "";
        }
        List<String> line = new ArrayList<>(List.of(TOOL.toString(), String.valueOf(process)));
        line.addAll(List.of(command));
        Process tool = new ProcessBuilder(line).redirectErrorStream(true).start();
        String answer = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        tool.waitFor();
        return answer;
    }
}
