package io.github.opencodeproxy.core.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.jspecify.annotations.Nullable;

/**
 * The URL parser of browsers (WHATWG URL, as Node has it), behind OpenCode's own way with what a user has written: trimmed,
 * and {@code http://} put in front where no scheme is. One question and one answer a line. There is none in Java that
 * could be had and is true to the standard where it matters: they read {@code 127.1} as a name.
 */
final class BrowserParser {

    private static final String SCRIPT = """
            const lines = require('node:readline').createInterface({ input: process.stdin });
            lines.on('line', line => {
              let answer = null;
              try {
                const written = JSON.parse(line).trim();
                const address = /^https?:\\/\\//i.test(written) ? written : 'http://' + written;
                const { protocol, hostname, port, pathname, username, password, search, hash } = new URL(address);
                answer = { protocol, hostname, port, pathname, username, password, search, hash };
              } catch {}
              process.stdout.write(JSON.stringify(answer) + '\\n');
            });
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static @Nullable BrowserParser running;

    private final Process node;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private BrowserParser(Process node) {
        this.node = node;
        questions = node.outputWriter(StandardCharsets.UTF_8);
        answers = node.inputReader(StandardCharsets.UTF_8);
    }

    /** Skips what needs it where Node is missing; {@code ./verify} demands it. */
    static final class Needed implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            boolean isMissing = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                    .noneMatch(folder -> new File(folder, "node").canExecute());
            return isMissing && !Boolean.getBoolean("verify.strict")
                    ? SkipResult.skip("Needs node on the PATH")
                    : SkipResult.doNotSkip();
        }
    }

    /** {@return the parts, or JSON's null where a browser sees no URL} */
    static synchronized JsonNode read(String text) {
        try {
            if (running == null) {
                running = new BrowserParser(new ProcessBuilder("node", "-e", SCRIPT)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            return running.ask(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode ask(String text) throws IOException {
        // Half a surrogate pair has no UTF-8: escaped, it arrives as what it is.
        StringBuilder question = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            question.append(String.format("\\u%04x", (int) text.charAt(i)));
        }
        questions.append(question).append("\"\n").flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("Node has ended");
        }
        return JSON.readTree(answer);
    }

    static synchronized void stop() {
        if (running != null) {
            running.node.destroy();
            running = null;
        }
    }
}
