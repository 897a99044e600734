package io.github.opencodeproxy.servlet.operations;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Where lines of the access log end. Used by one thread. */
@FunctionalInterface
interface LineSink {

    /** {@return how many of the lines were written} Never throws. */
    int write(List<String> lines);

    /** One after the other; an appender reports a full disk in its own way, and the next line may do better. */
    static LineSink each(Consumer<String> appender) {
        return lines -> {
            int written = 0;
            for (String line : lines) {
                try {
                    appender.accept(line);
                    written++;
                } catch (RuntimeException | Error e) {
                    // Counted by what is missing.
                }
            }
            return written;
        };
    }

    /** All at once. What a full disk has taken of them counts as lost. */
    static LineSink stream(OutputStream stream) {
        return new LineSink() {

            /** The stream may have ended within a line: the next one is not to be glued to it. */
            private boolean isTorn;

            @Override
            public int write(List<String> lines) {
                String text = (isTorn ? "\n" : "") + String.join("\n", lines) + "\n";
                try {
                    stream.write(text.getBytes(StandardCharsets.US_ASCII));
                    stream.flush();
                    isTorn = false;
                    return lines.size();
                } catch (IOException | RuntimeException e) {
                    isTorn = true;
                    return 0;
                }
            }
        };
    }
}
