package io.github.opencodeproxy.sample.war;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A stock container as a process of its own, with everything that it says in one file. */
final class ContainerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern OURS_OR_ITS =
            Pattern.compile("OPENCODE_PROXY_.*|NB_PREFIX|CATALINA_.*|JETTY_.*|JAVA_.*");

    private final Process process;
    private final Path output;

    private ContainerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts.
     *
     * @param folder where it works; its output goes to a file there
     * @param environment what is added to this process's environment, without what could configure us or the container
     */
    static ContainerProcess start(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path output = folder.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(OURS_OR_ITS.asMatchPredicate());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new ContainerProcess(builder.start(), output);
    }

    /** {@return everything it has said} */
    String log() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says so. {@return the first group of the match} */
    String awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        try {
            return await().atMost(PATIENCE)
                    .failFast(
                            "It has ended",
                            () -> !process.isAlive() && !pattern.matcher(log()).find())
                    .until(() -> pattern.matcher(log()), Matcher::find)
                    .group(1);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError("It did not say " + regex + ":\n" + log(), e);
        }
    }

    /** {@return the names and stacks of its threads, as {@code jcmd} prints them} */
    String threads() throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
