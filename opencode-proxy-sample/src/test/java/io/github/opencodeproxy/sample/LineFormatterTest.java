package io.github.opencodeproxy.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LineFormatterTest {

    @Test
    void writesOneLine() {
        assertThat(new LineFormatter().format(record("{0} came", "a.b.Door", "somebody")))
                .isEqualTo("2026-11-22T10:20:30.123Z INFO Door: somebody came\n");
    }

    @Test
    void escapesWhatBreaksOrColoursALine() {
        assertThat(new LineFormatter().format(record("a\r\nforged \u001b[31m\u0085\u2028\u2029\u0000", "x")))
                .isEqualTo("2026-11-22T10:20:30.123Z INFO x: a\\u000d\\u000aforged"
                        + " \\u001b[31m\\u0085\\u2028\\u2029\\u0000\n");
    }

    @Test
    void putsTheTraceBelow() {
        LogRecord record = record("failed", "x");
        record.setThrown(new IllegalStateException("outer\nforged", new IllegalArgumentException("inner")));

        assertThat(new LineFormatter().format(record).lines())
                .anyMatch(line -> line.equals("    java.lang.IllegalStateException: outer\\u000aforged"))
                .anyMatch(line -> line.equals("    java.lang.IllegalArgumentException: inner"))
                .filteredOn(line -> line.startsWith("2026"))
                .hasSize(1);
    }

    private static LogRecord record(String message, String logger, Object... parameters) {
        LogRecord record = new LogRecord(Level.INFO, message);
        record.setInstant(Instant.parse("2026-11-22T10:20:30.123456Z"));
        record.setLoggerName(logger);
        record.setParameters(parameters);
        return record;
    }
}
